import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileDeviceProgram } from "./compile-device-program.ts";
import { Access, type DeviceRule, parseDeviceRules, usualDevices } from "./device-rule.ts";

interface Use {
  type: "b" | "c";
  major: number;
  minor: number;
  access: number;
}

/** What the kernel's virtual machine would answer; only the instructions that are used. */
function run(program: Uint8Array, use: Use): number {
  const view = new DataView(program.buffer);
  const registers = new Uint32Array(6);
  const context = [((use.access << 16) | (use.type === "b" ? 1 : 2)) >>> 0, use.major, use.minor];
  for (let at = 0, steps = 0; steps < 10_000; at++, steps++) {
    const code = view.getUint8(at * 8);
    const to = view.getUint8(at * 8 + 1) & 15;
    const from = view.getUint8(at * 8 + 1) >> 4;
    const offset = view.getInt16(at * 8 + 2, true);
    const value = view.getUint32(at * 8 + 4, true);
    const old = registers[to] ?? 0;
    if (code === 0x61) {
      assert.equal(from, 1, "only the context is read");
      registers[to] = context[offset / 4] ?? assert.fail("outside of the context");
    } else if (code === 0x54) registers[to] = old & value;
    else if (code === 0x74) registers[to] = old >>> value;
    else if (code === 0xb4) registers[to] = value;
    else if (code === 0xbc) registers[to] = registers[from] ?? 0;
    else if (code === 0x16) at += old === value ? offset : 0;
    else if (code === 0x56) at += old !== value ? offset : 0;
    else if (code === 0x95) return registers[0] ?? 0;
    else assert.fail(`code ${code} at ${at}`);
  }
  assert.fail("the program does not end");
}

/** The meaning of rules, as plain as can be: each access by the last rule that names it. */
const isAllowed = (rules: DeviceRule[], use: Use): boolean =>
  [Access.mknod, Access.read, Access.write]
    .filter((bit) => use.access & bit)
    .every(
      (bit) =>
        rules.findLast(
          (rule) =>
            rule.access & bit &&
            (rule.type === "a" || rule.type === use.type) &&
            (rule.major ?? use.major) === use.major &&
            (rule.minor ?? use.minor) === use.minor,
        )?.allow ?? false,
    );

const answer = (rules: DeviceRule[], use: Use): boolean => {
  const program = compileDeviceProgram(rules);
  return program === undefined || run(program, use) === 1;
};

const parse = parseDeviceRules;
const denyAll = { allow: false, access: "rwm" };
const aCharacter = { allow: true, type: "c" } as const;
const use = (access: number, major = 1, minor = 3, type: "b" | "c" = "c"): Use => ({
  type,
  major,
  minor,
  access,
});
const { read, write, mknod } = Access;

test("without rules everything is denied", () => {
  assert.equal(answer([], use(read)), false);
});

test("deny all, then allow one: that one and nothing else", () => {
  const rules = parse([denyAll, { ...aCharacter, major: 1, minor: 3, access: "rw" }]);
  assert.equal(answer(rules, use(read)), true);
  assert.equal(answer(rules, use(read | write)), true);
  assert.equal(answer(rules, use(mknod)), false);
  assert.equal(answer(rules, use(read, 1, 4)), false);
  assert.equal(answer(rules, use(read, 2, 3)), false);
  assert.equal(answer(rules, use(read, 1, 3, "b")), false);
});

test("the last rule has the last word", () => {
  const allowed = { ...aCharacter, major: 1, minor: 3, access: "rw" };
  assert.equal(answer(parse([allowed, denyAll]), use(read)), false);
  assert.equal(answer(parse([allowed, { ...allowed, allow: false }]), use(read)), false);
});

test("a rule may make a hole in a wider one", () => {
  const rules = parse([
    denyAll,
    { allow: true, type: "c", major: 1, access: "rwm" },
    { allow: false, type: "c", major: 1, minor: 7, access: "w" },
  ]);
  assert.equal(answer(rules, use(read | write, 1, 3)), true);
  assert.equal(answer(rules, use(read, 1, 7)), true);
  assert.equal(answer(rules, use(write, 1, 7)), false);
  assert.equal(answer(rules, use(read | write, 1, 7)), false, "what is denied in part is denied");
});

test("kinds of access that different rules allow add up", () => {
  const device = { allow: true, type: "c", major: 1, minor: 3 };
  const rules = parse([denyAll, { ...device, access: "r" }, { ...device, access: "w" }]);
  assert.equal(answer(rules, use(read | write)), true);
  assert.equal(answer(rules, use(read | write | mknod)), false);
});

test("allow all needs no program, unless something is denied after it", () => {
  const allowAll = { allow: true, access: "rwm" };
  assert.equal(compileDeviceProgram([...parse([allowAll]), ...usualDevices()]), undefined);
  const rules = parse([denyAll, allowAll, { allow: false, type: "b", access: "w" }]);
  assert.equal(answer(rules, use(write, 8, 0, "b")), false);
  assert.equal(answer(rules, use(read, 8, 0, "b")), true);
});

test("numbers above 2^31 are numbers", () => {
  const rules = parse([{ allow: true, type: "c", major: 0xfffffffe, minor: 0x80000000, access: "r" }]);
  assert.equal(answer(rules, use(read, 0xfffffffe, 0x80000000)), true);
  assert.equal(answer(rules, use(read, 0xfffffffe, 0)), false);
});

test("no part of a program is out of reach: the kernel would refuse it", () => {
  const after = parse([{ allow: true, type: "c", access: "r" }, denyAll]);
  assert.equal(compileDeviceProgram(after)?.byteLength, 8 * (6 + 2));
});

test("any rules mean what they say, for any use", () => {
  const number = fc.option(fc.constantFrom(0, 1, 3, 0x80000000, 0xffffffff), { nil: undefined });
  const rule = fc.record({
    allow: fc.boolean(),
    type: fc.constantFrom("a", "b", "c") as fc.Arbitrary<"a" | "b" | "c">,
    major: number,
    minor: number,
    access: fc.integer({ min: 1, max: 7 }),
  });
  const anyUse = fc.record({
    type: fc.constantFrom("b", "c") as fc.Arbitrary<"b" | "c">,
    major: fc.constantFrom(0, 1, 3, 0x80000000, 0xffffffff),
    minor: fc.constantFrom(0, 1, 3, 0x80000000),
    access: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 8 }), anyUse, (rules, wanted) => {
      assert.equal(answer(rules, wanted), isAllowed(rules, wanted));
    }),
    { numRuns: 3000 },
  );
});

test("a rule without access is refused by its field", () => {
  assert.throws(
    () => parse([denyAll, { allow: true }]),
    /^Error: linux\.resources\.devices\[1\]\.access: must name/,
  );
});

test("-1 stands for any number", () => {
  assert.equal(
    answer(parse([{ allow: true, type: "c", major: -1, minor: -1, access: "r" }]), use(read)),
    true,
  );
});
