import { bilingual } from "../bilingual.ts";
import { defineExercise } from "../define-exercise.ts";
import { describeProcess } from "../describe-process.ts";
import { drawOne } from "../draw.ts";
import { defaultMachine } from "../machine.ts";
import { capabilityNames, capabilitySetOf } from "../probe/capability-names.ts";
import type { Text } from "../text.ts";
import { findConfinedProcess } from "./find-confined-process.ts";

/** As setpriv names them, without `cap_`. Harmless alone, and the whole of no service's set. */
const choices = ["chown", "kill", "net_bind_service", "net_raw", "sys_chroot", "sys_nice"] as const;

/** More names than this in a sentence are not read. */
const mostNamed = 4;

/** A capability set in words: its few names, or how many there are. */
function describeSet(set: bigint): Text {
  const names = capabilityNames(set);
  if (names.length === 0) return bilingual("no capability", "aucune capacité");
  if (names.length > mostNamed) return bilingual(`${names.length} capabilities`, `${names.length} capacités`);
  const list = names.map((name) => `\`${name}\``).join(", ");
  return { en: list, fr: list };
}

/** The sixteen digits of /proc/<pid>/status. */
const digits = (set: bigint): string => set.toString(16).padStart(16, "0");

/** A process that keeps one capability out of root's, and can get no other back. */
export const singleCapability = defineExercise<{ capability: string; other: string }>({
  id: "single-capability",
  module: "foundations",
  lesson: "namespaces",
  level: 3,
  title: bilingual("Root with a single power", "Root, mais avec un seul pouvoir"),
  task: ({ capability }) =>
    bilingual(
      `Start a process that has the capability \`cap_${capability}\` and no other: its permitted, effective and bounding sets hold just that one. It may run as root or as any user. Leave it running.`,
      `Lancez un processus qui possède la capacité \`cap_${capability}\` et aucune autre : ses ensembles permis, effectif et limitatif ne contiennent que celle-là. Il peut tourner en root ou sous n’importe quel utilisateur. Laissez-le tourner.`,
    ),
  machine: defaultMachine,
  draw: (random) => {
    const capability = drawOne(random, choices);
    const next = (choices.indexOf(capability) + 1) % choices.length;
    return { capability, other: choices[next] ?? choices[0] };
  },
  setup: () => [],
  checks: [
    {
      id: "only-capability",
      title: ({ capability }) =>
        bilingual(
          `A process has \`cap_${capability}\` and nothing else`,
          `Un processus a \`cap_${capability}\` et rien d’autre`,
        ),
      verify: async (probe, { capability }) => {
        const wanted = capabilitySetOf(`cap_${capability}`);
        const { all, nearest } = await findConfinedProcess(probe, wanted);
        const expected = bilingual(
          `\`CapPrm\` and \`CapEff\` at \`${digits(wanted)}\`, which is \`cap_${capability}\` alone.`,
          `\`CapPrm\` et \`CapEff\` à \`${digits(wanted)}\`, c’est-à-dire \`cap_${capability}\` seule.`,
        );
        if (nearest === undefined) {
          const count = capabilityNames(all).length;
          return {
            status: "unmet",
            found: bilingual(
              `None of your processes has given anything up: each holds all ${count} capabilities of root.`,
              `Aucun de vos processus n’a renoncé à quoi que ce soit : chacun détient les ${count} capacités de root.`,
            ),
            expected,
          };
        }
        const { permitted, effective, bounding } = nearest.capabilities;
        if (permitted === wanted && effective === wanted) return { status: "met" };
        const who = describeProcess(nearest.process);
        if (effective === 0n && (bounding & wanted) !== 0n && (permitted & wanted) === 0n)
          return {
            status: "unmet",
            found: bilingual(
              `Process ${who} has no capability at all: \`cap_${capability}\` is in its bounding set, which is a ceiling and gives nothing.`,
              `Le processus ${who} n’a aucune capacité : \`cap_${capability}\` figure dans son ensemble limitatif, qui est un plafond et ne donne rien.`,
            ),
            expected,
          };
        const [may, uses] = [describeSet(permitted), describeSet(effective)];
        return {
          status: "unmet",
          found:
            permitted === effective
              ? bilingual(`Process ${who} has ${uses.en}.`, `Le processus ${who} a ${uses.fr}.`)
              : bilingual(
                  `Process ${who} uses ${uses.en}, and is permitted ${may.en}.`,
                  `Le processus ${who} utilise ${uses.fr}, et a droit à ${may.fr}.`,
                ),
          expected,
        };
      },
    },
    {
      id: "bounding-set",
      title: () =>
        bilingual(
          "Its bounding set keeps it from getting any other",
          "Son ensemble limitatif l’empêche d’en obtenir une autre",
        ),
      verify: async (probe, { capability }) => {
        const wanted = capabilitySetOf(`cap_${capability}`);
        const { all, nearest } = await findConfinedProcess(probe, wanted);
        if (nearest?.capabilities.bounding === wanted) return { status: "met" };
        const set = describeSet(nearest?.capabilities.bounding ?? all);
        return {
          status: "unmet",
          found:
            nearest === undefined
              ? bilingual(
                  `The bounding set of all your processes still holds ${set.en}.`,
                  `L’ensemble limitatif de tous vos processus contient encore ${set.fr}.`,
                )
              : bilingual(
                  `The bounding set of process ${describeProcess(nearest.process)} holds ${set.en}.`,
                  `L’ensemble limitatif du processus ${describeProcess(nearest.process)} contient ${set.fr}.`,
                ),
          expected: bilingual(
            `\`CapBnd\` at \`${digits(wanted)}\` too: a program with more rights, started later, then gets no more.`,
            `\`CapBnd\` à \`${digits(wanted)}\` aussi : un programme qui a plus de droits, lancé plus tard, n’en obtient alors pas davantage.`,
          ),
        };
      },
    },
  ],
  hints: [
    () =>
      bilingual(
        "`grep Cap /proc/$$/status` shows the sets of your shell, `capsh --decode=<digits>` names what is in one. `setpriv` changes them, then starts a program.",
        "`grep Cap /proc/$$/status` montre les ensembles de votre shell, `capsh --decode=<chiffres>` nomme le contenu de l’un d’eux. `setpriv` les modifie, puis lance un programme.",
      ),
    () =>
      bilingual(
        "When root starts a program, the kernel permits it everything that the bounding set holds. Lower that ceiling, and the other sets follow.",
        "Quand root lance un programme, le noyau lui permet tout ce que contient l’ensemble limitatif. Abaissez ce plafond : les autres ensembles suivent.",
      ),
    ({ capability }) =>
      bilingual(
        `\`setpriv --bounding-set=-all,+${capability}\` drops all capabilities but one from the bounding set. Add \`--inh-caps=-all\` and a program that keeps running, such as \`sleep infinity\`.`,
        `\`setpriv --bounding-set=-all,+${capability}\` retire toutes les capacités sauf une de l’ensemble limitatif. Ajoutez \`--inh-caps=-all\` et un programme qui continue de tourner, comme \`sleep infinity\`.`,
      ),
  ],
  solution: ({ capability }) => [
    `setpriv --inh-caps=-all --bounding-set=-all,+${capability} sleep infinity &`,
  ],
  nearMisses: [
    {
      name: "every capability kept",
      lines: ({ capability }) => [`setpriv --inh-caps=+${capability} sleep infinity &`],
      unmet: { check: "only-capability", found: () => "(`sleep`) has " },
    },
    {
      name: "only in the bounding set",
      lines: ({ capability }) => [
        `setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all,+${capability} sleep infinity &`,
      ],
      unmet: {
        check: "only-capability",
        found: ({ capability }) => `\`cap_${capability}\` is in its bounding set`,
      },
    },
    {
      name: "two capabilities",
      lines: ({ capability, other }) => [
        `setpriv --inh-caps=-all --bounding-set=-all,+${capability},+${other} sleep infinity &`,
      ],
      unmet: { check: "only-capability", found: ({ other }) => `\`cap_${other}\`` },
    },
    {
      name: "the bounding set forgotten",
      lines: ({ capability }) => [
        `setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+${capability} --ambient-caps=-all,+${capability} sleep infinity &`,
      ],
      unmet: { check: "bounding-set", found: () => "The bounding set of process" },
    },
  ],
});
