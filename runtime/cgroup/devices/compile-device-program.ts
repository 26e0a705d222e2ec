import { BpfAssembler, type Label, type Register } from "./bpf-assembler.ts";
import { Access, type DeviceRule } from "./device-rule.ts";

const deviceTypes = { b: 1, c: 2 } as const; // BPF_DEVCG_DEV_…

/** What is where while the program runs. `wanted`: the kinds of access that no rule has allowed yet. */
const type: Register = 2;
const wanted: Register = 3;
const major: Register = 4;
const minor: Register = 5;
const scratch: Register = 1;

/**
 * Compiles device rules into the program that the kernel asks at each use of a device in the group: 1 allows, 0 denies
 * (BPF_PROG_TYPE_CGROUP_DEVICE). undefined: everything is allowed, so that no program is needed.
 *
 * Every kind of access is decided by the last rule that names it and fits the device; what none decides is denied. So
 * the program goes through the rules from the last to the first: a rule that denies something still wanted ends it,
 * one that allows takes its kinds off, and when nothing is wanted any more the answer is yes.
 */
export function compileDeviceProgram(rules: readonly DeviceRule[]): Uint8Array | undefined {
  const program = new BpfAssembler();
  // struct bpf_cgroup_dev_ctx: the type below 16 bits of access, then major and minor.
  program.loadWord(type, 1, 0);
  program.loadWord(wanted, 1, 0);
  program.loadWord(major, 1, 4);
  program.loadWord(minor, 1, 8);
  program.and(type, 0xffff);
  program.shiftRight(wanted, 16);
  let deniesNothing = true;
  for (const rule of [...rules].reverse()) {
    deniesNothing &&= rule.allow;
    addRule(program, rule);
    // Of what follows, nothing would be reached, and the kernel refuses programs with such parts.
    if (decidesAll(rule)) return deniesNothing ? undefined : program.assemble();
  }
  program.exit(0);
  return program.assemble();
}

function addRule(program: BpfAssembler, rule: DeviceRule): void {
  const next: Label = {};
  if (rule.type !== "a") program.jumpUnlessEqual(type, deviceTypes[rule.type], next);
  if (rule.major !== undefined) program.jumpUnlessEqual(major, rule.major, next);
  if (rule.minor !== undefined) program.jumpUnlessEqual(minor, rule.minor, next);
  if (rule.access !== Access.all) {
    if (rule.allow) {
      program.and(wanted, ~rule.access);
      program.jumpUnlessEqual(wanted, 0, next);
    } else {
      program.copy(scratch, wanted);
      program.and(scratch, rule.access);
      program.jumpIfEqual(scratch, 0, next);
    }
  }
  program.exit(rule.allow ? 1 : 0);
  program.place(next);
}

const decidesAll = ({ type, major, minor, access }: DeviceRule): boolean =>
  type === "a" && major === undefined && minor === undefined && access === Access.all;
