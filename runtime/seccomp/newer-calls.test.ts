import { equal } from "node:assert/strict";
import { test } from "node:test";
import { runFilter } from "../../tests/runtime/run-filter.ts";
import { refuseNewerCalls } from "./newer-calls.ts";

const x86 = 0xc000003e;
const i386 = 0x40000003;
const arm = 0xc00000b7;
const x32 = 0x40000000;
const noSuchCall = 0x00050026;
const allow = 0x7fff0000;

/** What the beginning leaves to the rest of the filter is allowed here. */
const rest = Uint8Array.of(6, 0, 0, 0, 0, 0, 0xff, 0x7f);
const judge = (program: Uint8Array, architecture: number, number: number) =>
  runFilter(Uint8Array.of(...program, ...rest), { architecture, number });

test("a number above the newest one does not exist, one up to it is for the rest to judge", () => {
  const program = refuseNewerCalls([{ architecture: arm, hasX32Bit: false, number: 449 }]);
  equal(judge(program, arm, 449), allow);
  equal(judge(program, arm, 0), allow);
  equal(judge(program, arm, 450), noSuchCall);
  equal(judge(program, arm, 0xffffffff), noSuchCall);
  equal(judge(program, i386, 450), allow);
});

test("x86-64 and x32 share an architecture and not their numbers", () => {
  const program = refuseNewerCalls([
    { architecture: x86, hasX32Bit: false, number: 334 },
    { architecture: i386, hasX32Bit: false, number: 386 },
    { architecture: x86, hasX32Bit: true, number: x32 + 547 },
  ]);
  equal(judge(program, x86, 334), allow);
  equal(judge(program, x86, 335), noSuchCall);
  equal(judge(program, x86, x32 + 547), allow);
  equal(judge(program, x86, x32 + 548), noSuchCall);
  equal(judge(program, i386, 386), allow);
  equal(judge(program, i386, 387), noSuchCall);
  equal(judge(program, arm, 10_000), allow);
});

test("without x32 its calls are left to the rest, which knows what to do with them", () => {
  const program = refuseNewerCalls([{ architecture: x86, hasX32Bit: false, number: 334 }]);
  equal(judge(program, x86, x32 + 1), allow);
  equal(judge(program, x86, 335), noSuchCall);
});

test("nothing to refuse is no instruction", () => {
  equal(refuseNewerCalls([]).byteLength, 0);
});
