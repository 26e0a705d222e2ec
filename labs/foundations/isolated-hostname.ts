import { bilingual } from "../bilingual.ts";
import { defineExercise } from "../define-exercise.ts";
import { describeProcess } from "../describe-process.ts";
import { drawName } from "../draw.ts";
import { defaultMachine } from "../machine.ts";
import { quoteName } from "../quote-name.ts";
import { findIsolatedProcess } from "./find-isolated-process.ts";

/** A process in new PID and UTS namespaces, with a hostname that the machine does not share. */
export const isolatedHostname = defineExercise<{ hostname: string }>({
  id: "isolated-hostname",
  module: "foundations",
  lesson: "namespaces",
  level: 1,
  title: bilingual("A hostname of its own", "Un nom d’hôte bien à lui"),
  task: ({ hostname }) =>
    bilingual(
      `Start a process that lives in a PID namespace and a UTS namespace of its own, where the hostname is \`${hostname}\`. The machine itself must keep its name. Leave the process running.`,
      `Lancez un processus qui vit dans son propre espace de noms PID et dans son propre espace de noms UTS, où le nom d’hôte est \`${hostname}\`. La machine, elle, doit garder son nom. Laissez tourner le processus.`,
    ),
  machine: defaultMachine,
  draw: (random) => ({ hostname: drawName(random) }),
  setup: () => [],
  checks: [
    {
      id: "pid-namespace",
      title: () =>
        bilingual("A process has a PID namespace of its own", "Un processus a son propre espace de noms PID"),
      verify: async (probe, { hostname }) => {
        const { machine, nearest } = await findIsolatedProcess(probe, hostname);
        if (nearest?.ownPid) return { status: "met" };
        const link = `\`pid:[${machine.pidInode}]\``;
        if (nearest?.childrenElsewhere) {
          const who = describeProcess(nearest.process);
          return {
            status: "unmet",
            found: bilingual(
              `Process ${who} asked for a new PID namespace, but is itself still in the machine’s, ${link}: only the children it starts will be in the new one.`,
              `Le processus ${who} a demandé un nouvel espace de noms PID, mais se trouve toujours dans celui de la machine, ${link} : seuls les enfants qu’il lancera seront dans le nouveau.`,
            ),
            expected: bilingual(
              "A process that was born in the new PID namespace. No process ever changes its own: after asking for one, fork a child.",
              "Un processus né dans le nouvel espace de noms PID. Aucun processus ne change jamais le sien : après l’avoir demandé, il faut créer un enfant.",
            ),
          };
        }
        const found =
          nearest === undefined
            ? bilingual(
                `All your processes are in the machine’s PID namespace, ${link}.`,
                `Tous vos processus sont dans l’espace de noms PID de la machine, ${link}.`,
              )
            : bilingual(
                `Process ${describeProcess(nearest.process)} has a UTS namespace of its own, but is in the machine’s PID namespace, ${link}.`,
                `Le processus ${describeProcess(nearest.process)} a bien son propre espace de noms UTS, mais il est dans l’espace de noms PID de la machine, ${link}.`,
              );
        return {
          status: "unmet",
          found,
          expected: bilingual(
            `A process whose \`/proc/<pid>/ns/pid\` leads to another number than ${machine.pidInode}.`,
            `Un processus dont \`/proc/<pid>/ns/pid\` mène à un autre numéro que ${machine.pidInode}.`,
          ),
        };
      },
    },
    {
      id: "uts-namespace",
      title: () =>
        bilingual(
          "The same process has a UTS namespace of its own",
          "Ce même processus a son propre espace de noms UTS",
        ),
      verify: async (probe, { hostname }) => {
        const { machine, nearest } = await findIsolatedProcess(probe, hostname);
        if (nearest?.ownUts) return { status: "met" };
        const link = `\`uts:[${machine.utsInode}]\``;
        return {
          status: "unmet",
          found:
            nearest === undefined
              ? bilingual(
                  `All your processes are in the machine’s UTS namespace, ${link}.`,
                  `Tous vos processus sont dans l’espace de noms UTS de la machine, ${link}.`,
                )
              : bilingual(
                  `Process ${describeProcess(nearest.process)} is in the machine’s UTS namespace, ${link}.`,
                  `Le processus ${describeProcess(nearest.process)} est dans l’espace de noms UTS de la machine, ${link}.`,
                ),
          expected: bilingual(
            `A process whose \`/proc/<pid>/ns/uts\` leads to another number than ${machine.utsInode}.`,
            `Un processus dont \`/proc/<pid>/ns/uts\` mène à un autre numéro que ${machine.utsInode}.`,
          ),
        };
      },
    },
    {
      id: "hostname",
      title: ({ hostname }) =>
        bilingual(
          `Its hostname is \`${hostname}\`, and the machine keeps its own`,
          `Son nom d’hôte est \`${hostname}\`, et la machine garde le sien`,
        ),
      verify: async (probe, { hostname }) => {
        const { machine, nearest } = await findIsolatedProcess(probe, hostname);
        if (machine.hostname === hostname)
          return {
            status: "unmet",
            found: bilingual(
              `The machine itself is now called \`${hostname}\`: the name was set in the machine’s UTS namespace, and every new one starts as a copy of it.`,
              `C’est la machine elle-même qui s’appelle désormais \`${hostname}\` : le nom a été changé dans l’espace de noms UTS de la machine, et tout nouvel espace commence par en être une copie.`,
            ),
            expected: bilingual(
              `\`${hostname}\` inside the new UTS namespace only. Give the machine its name back with \`hostname -F /etc/hostname\`.`,
              `\`${hostname}\` dans le nouvel espace de noms UTS seulement. Rendez son nom à la machine avec \`hostname -F /etc/hostname\`.`,
            ),
          };
        const expected = bilingual(
          `\`${hostname}\`, set from within the process’s own UTS namespace.`,
          `\`${hostname}\`, donné depuis l’espace de noms UTS du processus lui-même.`,
        );
        if (nearest?.hostname === undefined)
          return {
            status: "unmet",
            found: bilingual(
              `No process of yours has a hostname of its own: all share the machine’s, ${quoteName(machine.hostname)}.`,
              `Aucun de vos processus n’a son propre nom d’hôte : tous partagent celui de la machine, ${quoteName(machine.hostname)}.`,
            ),
            expected,
          };
        if (nearest.hostname === hostname) return { status: "met" };
        const who = describeProcess(nearest.process);
        return {
          status: "unmet",
          found: bilingual(
            `In the UTS namespace of process ${who} the hostname is ${quoteName(nearest.hostname)}.`,
            `Dans l’espace de noms UTS du processus ${who}, le nom d’hôte est ${quoteName(nearest.hostname)}.`,
          ),
          expected,
        };
      },
    },
  ],
  hints: [
    () =>
      bilingual(
        "`unshare` starts a program in new namespaces; `unshare --help` lists the option for each kind. You need two of them.",
        "`unshare` lance un programme dans de nouveaux espaces de noms ; `unshare --help` donne l’option de chaque sorte. Il vous en faut deux.",
      ),
    () =>
      bilingual(
        "A process never enters a new PID namespace itself: its first child is born there. That is what `--fork` is for.",
        "Un processus n’entre jamais lui-même dans un nouvel espace de noms PID : c’est son premier enfant qui y naît. `--fork` sert à cela.",
      ),
    ({ hostname }) =>
      bilingual(
        `Start a shell with \`unshare --fork --pid --uts bash\`, then, inside it, run \`hostname ${hostname}\`. Do not leave that shell.`,
        `Lancez un shell avec \`unshare --fork --pid --uts bash\` puis, à l’intérieur, tapez \`hostname ${hostname}\`. Ne quittez pas ce shell.`,
      ),
  ],
  solution: ({ hostname }) => ["unshare --fork --pid --uts bash", `hostname ${hostname}`],
  nearMisses: [
    {
      name: "only the UTS namespace is new",
      lines: ({ hostname }) => ["unshare --uts bash", `hostname ${hostname}`],
      unmet: {
        check: "pid-namespace",
        found: () => "has a UTS namespace of its own, but is in the machine’s PID",
      },
    },
    {
      name: "unshare without --fork",
      lines: ({ hostname }) => [`unshare --pid --uts bash -c 'hostname ${hostname}; exec sleep infinity' &`],
      unmet: { check: "pid-namespace", found: () => "is itself still in the machine’s" },
    },
    {
      name: "another hostname",
      lines: () => ["unshare --fork --pid --uts bash", "hostname somewhere-else"],
      unmet: { check: "hostname", found: () => "the hostname is `somewhere-else`" },
    },
    {
      name: "the machine is renamed and its name inherited",
      lines: ({ hostname }) => [`hostname ${hostname}`, "unshare --fork --pid --uts sleep infinity &"],
      unmet: {
        check: "hostname",
        found: ({ hostname }) => `The machine itself is now called \`${hostname}\``,
      },
    },
    {
      name: "only the PID namespace is new",
      lines: () => ["unshare --fork --pid sleep infinity &"],
      unmet: { check: "uts-namespace", found: () => "(`sleep`) is in the machine’s UTS namespace" },
    },
  ],
});
