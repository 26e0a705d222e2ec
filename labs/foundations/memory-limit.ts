import { bilingual } from "../bilingual.ts";
import { defineExercise } from "../define-exercise.ts";
import { describeBytes } from "../describe-bytes.ts";
import { drawName, drawOne } from "../draw.ts";
import { defaultMachine } from "../machine.ts";
import { parseCgroupLimit } from "../probe/parse-cgroup-limit.ts";
import { parseFlatKeyed } from "../probe/parse-flat-keyed.ts";
import { readIfThere } from "../probe/read-if-there.ts";
import type { Text } from "../text.ts";

const root = "/sys/fs/cgroup";

const noGroup = (path: string): Text => bilingual(`There is no \`${path}\`.`, `\`${path}\` n’existe pas.`);

/** A memory control group with a hard limit, and a process that lives under it. */
export const memoryLimit = defineExercise<{ group: string; limitMiB: number }>({
  id: "memory-limit",
  module: "foundations",
  lesson: "namespaces",
  level: 2,
  title: bilingual("A ceiling for memory", "Un plafond pour la mémoire"),
  task: ({ group, limitMiB }) =>
    bilingual(
      `Make a control group \`${root}/${group}\` that can never use more than ${limitMiB} MiB of memory, and have a process run in it.`,
      `Créez un groupe de contrôle \`${root}/${group}\` qui ne puisse jamais utiliser plus de ${limitMiB}\u00a0Mio de mémoire, et faites-y tourner un processus.`,
    ),
  machine: defaultMachine,
  draw: (random) => ({ group: drawName(random), limitMiB: drawOne(random, [48, 56, 64, 72, 80, 88, 96]) }),
  // systemd hands the memory controller down already in most setups; here the student may count on it.
  setup: () => [["sh", "-c", `echo +memory > ${root}/cgroup.subtree_control`]],
  checks: [
    {
      id: "limit",
      title: ({ group, limitMiB }) =>
        bilingual(
          `The group \`${group}\` is limited to ${limitMiB} MiB`,
          `Le groupe \`${group}\` est limité à ${limitMiB}\u00a0Mio`,
        ),
      verify: async (probe, { group, limitMiB }) => {
        const path = `${root}/${group}`;
        const wanted = BigInt(limitMiB) * 1024n * 1024n;
        const amount = describeBytes(wanted);
        const [events, max, high] = await Promise.all([
          readIfThere(probe, `${path}/cgroup.events`),
          readIfThere(probe, `${path}/memory.max`),
          readIfThere(probe, `${path}/memory.high`),
        ]);
        if (events === undefined)
          return {
            status: "unmet",
            found: noGroup(path),
            expected: bilingual(
              `A control group of that name, with a limit of ${amount.en}.`,
              `Un groupe de contrôle de ce nom, avec une limite de ${amount.fr}.`,
            ),
          };
        if (max === undefined)
          return {
            status: "unmet",
            found: bilingual(
              `\`${path}\` has no \`memory.max\`: the memory controller is not handed down to it.`,
              `\`${path}\` n’a pas de \`memory.max\` : le contrôleur de mémoire ne lui est pas transmis.`,
            ),
            expected: bilingual(
              `\`memory\` among the names in \`${root}/cgroup.subtree_control\`.`,
              `\`memory\` parmi les noms de \`${root}/cgroup.subtree_control\`.`,
            ),
          };
        const limit = parseCgroupLimit(max);
        if (limit === wanted) return { status: "met" };
        const expected = bilingual(`\`memory.max\` at ${amount.en}.`, `\`memory.max\` à ${amount.fr}.`);
        if (limit !== "max") {
          const actual = describeBytes(limit);
          return {
            status: "unmet",
            found: bilingual(
              `\`${path}/memory.max\` is at ${actual.en}.`,
              `\`${path}/memory.max\` est à ${actual.fr}.`,
            ),
            expected,
          };
        }
        const throttle = parseCgroupLimit(high ?? "max");
        if (throttle === "max")
          return {
            status: "unmet",
            found: bilingual(
              `\`${path}/memory.max\` is at \`max\`: there is no limit.`,
              `\`${path}/memory.max\` est à \`max\` : il n’y a pas de limite.`,
            ),
            expected,
          };
        const throttled = describeBytes(throttle);
        return {
          status: "unmet",
          found: bilingual(
            `\`memory.high\` is at ${throttled.en}, but \`memory.max\` is at \`max\`: above its \`high\` a group is slowed down, yet nothing stops it.`,
            `\`memory.high\` est à ${throttled.fr}, mais \`memory.max\` est à \`max\` : au-delà de son \`high\`, un groupe est ralenti, mais rien ne l’arrête.`,
          ),
          expected,
        };
      },
    },
    {
      id: "process",
      title: ({ group }) =>
        bilingual(
          `A process runs in the group \`${group}\``,
          `Un processus tourne dans le groupe \`${group}\``,
        ),
      verify: async (probe, { group }) => {
        const path = `${root}/${group}`;
        const events = await readIfThere(probe, `${path}/cgroup.events`);
        const expected = bilingual(
          `At least one pid in \`${path}/cgroup.procs\`.`,
          `Au moins un pid dans \`${path}/cgroup.procs\`.`,
        );
        if (events === undefined) return { status: "unmet", found: noGroup(path), expected };
        // Unlike cgroup.procs, this also counts processes in groups below, which the limit holds for just as well.
        if (parseFlatKeyed(events).get("populated") === 1n) return { status: "met" };
        return {
          status: "unmet",
          found: bilingual(
            `The group is empty: \`${path}/cgroup.procs\` lists no process.`,
            `Le groupe est vide : \`${path}/cgroup.procs\` ne contient aucun processus.`,
          ),
          expected,
        };
      },
    },
  ],
  hints: [
    () =>
      bilingual(
        `A control group is a directory: \`mkdir\` below \`${root}\` makes one, and the kernel fills it with files.`,
        `Un groupe de contrôle est un répertoire : \`mkdir\` sous \`${root}\` en crée un, et le noyau le remplit de fichiers.`,
      ),
    () =>
      bilingual(
        "The hard limit is `memory.max`; write bytes, or a number with `M`. A process enters when its pid is written to `cgroup.procs`.",
        "La limite stricte est `memory.max` ; écrivez-y des octets, ou un nombre suivi de `M`. Un processus entre dans le groupe quand son pid est écrit dans `cgroup.procs`.",
      ),
    ({ group, limitMiB }) =>
      bilingual(
        `\`echo ${limitMiB}M > ${root}/${group}/memory.max\` sets the limit; \`echo $$ > ${root}/${group}/cgroup.procs\` moves your shell into the group.`,
        `\`echo ${limitMiB}M > ${root}/${group}/memory.max\` fixe la limite ; \`echo $$ > ${root}/${group}/cgroup.procs\` fait entrer votre shell dans le groupe.`,
      ),
  ],
  solution: ({ group, limitMiB }) => [
    `mkdir ${root}/${group}`,
    `echo ${limitMiB}M > ${root}/${group}/memory.max`,
    "sleep infinity &",
    `echo $! > ${root}/${group}/cgroup.procs`,
  ],
  nearMisses: [
    {
      name: "a limit, but no process",
      lines: ({ group, limitMiB }) => [
        `mkdir ${root}/${group}`,
        `echo ${limitMiB}M > ${root}/${group}/memory.max`,
      ],
      unmet: { check: "process", found: () => "The group is empty" },
    },
    {
      name: "memory.high instead of memory.max",
      lines: ({ group, limitMiB }) => [
        `mkdir ${root}/${group}`,
        `echo ${limitMiB}M > ${root}/${group}/memory.high`,
        `echo $$ > ${root}/${group}/cgroup.procs`,
      ],
      unmet: { check: "limit", found: ({ limitMiB }) => `\`memory.high\` is at ${limitMiB} MiB` },
    },
    {
      name: "megabytes of a thousand thousand bytes",
      lines: ({ group, limitMiB }) => [
        `mkdir ${root}/${group}`,
        `echo ${limitMiB}000000 > ${root}/${group}/memory.max`,
        `echo $$ > ${root}/${group}/cgroup.procs`,
      ],
      // The kernel rounds down to whole pages of 4096 bytes.
      unmet: {
        check: "limit",
        found: ({ limitMiB }) => `is at ${Math.floor((limitMiB * 1_000_000) / 4096) * 4096} bytes`,
      },
    },
    {
      name: "a process, but no limit",
      lines: ({ group }) => [`mkdir ${root}/${group}`, `echo $$ > ${root}/${group}/cgroup.procs`],
      unmet: { check: "limit", found: () => "is at `max`: there is no limit" },
    },
  ],
});
