import type { Seccomp, SeccompArgument, SeccompRule } from "../config/config.ts";

type Action = Seccomp["defaultAction"];

/** What a filter returns for each action (seccomp(2)); ERRNO and TRACE have a number in the lower half. */
const actionValues: Readonly<Record<Action, number>> = {
  SCMP_ACT_KILL_PROCESS: 0x80000000,
  SCMP_ACT_KILL: 0x00000000,
  SCMP_ACT_KILL_THREAD: 0x00000000,
  SCMP_ACT_TRAP: 0x00030000,
  SCMP_ACT_ERRNO: 0x00050000,
  SCMP_ACT_NOTIFY: 0x7fc00000,
  SCMP_ACT_TRACE: 0x7ff00000,
  SCMP_ACT_LOG: 0x7ffc0000,
  SCMP_ACT_ALLOW: 0x7fff0000,
};

const operationNotPermitted = 1; // EPERM

/** The value of an action. `errno` is EPERM where none is given. */
export function actionValue(action: Action, errno = operationNotPermitted): number {
  const value = actionValues[action];
  return action === "SCMP_ACT_ERRNO" || action === "SCMP_ACT_TRACE" ? value + errno : value;
}

/** enum scmp_compare. */
const comparisons: Readonly<Record<SeccompArgument["op"], number>> = {
  SCMP_CMP_NE: 1,
  SCMP_CMP_LT: 2,
  SCMP_CMP_LE: 3,
  SCMP_CMP_EQ: 4,
  SCMP_CMP_GE: 5,
  SCMP_CMP_GT: 6,
  SCMP_CMP_MASKED_EQ: 7,
};

/** One call of seccomp_rule_add_array(3). */
export interface FilterRule {
  /** Where it stands in linux.seccomp.syscalls. */
  index: number;
  name: string;
  action: number;
  /** How many conditions, of which all must hold. */
  conditionCount: number;
  /** An array of struct scmp_arg_cmp. */
  conditions: Uint8Array;
}

/**
 * What libseccomp is told of a section, one system call at a time. Rules that say what the default says are left out;
 * libseccomp refuses them. As in runc and crun, conditions on different arguments must hold together, but as soon as
 * one argument has two conditions each of a rule's conditions is enough: libseccomp takes one for each argument, and
 * profiles have come to rely on the alternative.
 */
export function* filterRules(seccomp: Seccomp): Generator<FilterRule> {
  const defaultAction = actionValue(seccomp.defaultAction, seccomp.defaultErrnoRet);
  for (const [index, rule] of (seccomp.syscalls ?? []).entries()) {
    const action = actionValue(rule.action, rule.errnoRet);
    if (action === defaultAction) continue;
    const alternatives = conditionSets(rule);
    for (const name of rule.names)
      for (const set of alternatives)
        yield { index, name, action, conditionCount: set.length, conditions: encodeConditions(set) };
  }
}

/** The sets of conditions each of which is enough; one empty set where there are no conditions. */
function conditionSets({ args = [] }: SeccompRule): SeccompArgument[][] {
  const indices = new Set(args.map(({ index }) => index));
  return indices.size === args.length ? [args] : args.map((argument) => [argument]);
}

const conditionBytes = 24; // struct scmp_arg_cmp

/** For MASKED_EQ `value` is the mask and `valueTwo` what the masked argument is compared with. */
function encodeConditions(args: readonly SeccompArgument[]): Uint8Array {
  const bytes = new Uint8Array(args.length * conditionBytes);
  const view = new DataView(bytes.buffer);
  for (const [position, { index, op, value, valueTwo }] of args.entries()) {
    const offset = position * conditionBytes;
    view.setUint32(offset, index, true);
    view.setUint32(offset + 4, comparisons[op], true);
    view.setBigUint64(offset + 8, value, true);
    view.setBigUint64(offset + 16, valueTwo ?? 0n, true);
  }
  return bytes;
}
