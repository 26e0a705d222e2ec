import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCgroupLimit } from "./parse-cgroup-limit.ts";
import { parseCgroupProcesses } from "./parse-cgroup-processes.ts";
import { parseControllers } from "./parse-controllers.ts";
import { parseCpuMax } from "./parse-cpu-max.ts";
import { parseFlatKeyed } from "./parse-flat-keyed.ts";
import { parseIoMax } from "./parse-io-max.ts";
import { parsePressure } from "./parse-pressure.ts";
import { listFixtures, readFixture } from "./read-fixture.ts";

const limited = (file: string): string => readFixture(`cgroup/limited/${file}`);
const empty = (file: string): string => readFixture(`cgroup/empty/${file}`);

test("a limit is a number or max", () => {
  assert.equal(parseCgroupLimit(limited("memory.max")), 64n * 1024n * 1024n);
  assert.equal(parseCgroupLimit(limited("memory.high")), 48n * 1024n * 1024n);
  assert.equal(parseCgroupLimit(limited("pids.max")), 20n);
  assert.equal(parseCgroupLimit(empty("memory.max")), "max");
  assert.equal(parseCgroupLimit(empty("memory.current")), 0n);
  for (const text of ["", "MAX", "max\nmax", "-1", "64M"])
    assert.throws(() => parseCgroupLimit(text), /^Error: Cannot parse a cgroup limit: /);
});

test("flat keyed files keep 64-bit values", () => {
  assert.deepEqual(
    [...parseFlatKeyed(limited("cgroup.events"))],
    [
      ["populated", 1n],
      ["frozen", 0n],
    ],
  );
  assert.deepEqual(
    [...parseFlatKeyed(empty("cgroup.events"))],
    [
      ["populated", 0n],
      ["frozen", 0n],
    ],
  );
  const memory = parseFlatKeyed(limited("memory.stat"));
  assert.ok((memory.get("file") ?? 0n) > 0n, "what was read from the disk is cached");
  assert.equal(parseFlatKeyed(limited("memory.events")).get("oom_kill"), 0n);
  assert.ok((parseFlatKeyed(limited("cpu.stat")).get("usage_usec") ?? 0n) > 0n);
  assert.equal(parseFlatKeyed("rss 18446744073709551615\n").get("rss"), 2n ** 64n - 1n);
  for (const text of ["\n", "populated\n", "populated 1 2\n", " 1\n", "populated x\n"])
    assert.throws(() => parseFlatKeyed(text), /^Error: Cannot parse a flat keyed file: /);
});

test("cpu.max is a quota and a period", () => {
  assert.deepEqual(parseCpuMax(limited("cpu.max")), { quotaUs: 50_000n, periodUs: 100_000n });
  assert.deepEqual(parseCpuMax("max 100000\n"), { quotaUs: "max", periodUs: 100_000n });
  for (const text of ["", "max", "max 1 2", "1000 max"])
    assert.throws(() => parseCpuMax(text), /^Error: Cannot parse /);
});

test("io.max holds a line for each device", () => {
  assert.deepEqual(parseIoMax(limited("io.max")), [
    {
      device: { major: 254, minor: 0 },
      readBytesPerSecond: 1_048_576n,
      writeBytesPerSecond: "max",
      readsPerSecond: "max",
      writesPerSecond: 120n,
    },
  ]);
  assert.deepEqual(parseIoMax(""), []);
  for (const text of ["\n", "sda rbps=max\n", "8:0 rbps=fast\n", "8: rbps=1\n"])
    assert.throws(() => parseIoMax(text), /^Error: Cannot parse /);
});

test("pressure has its averages and its sum", () => {
  const { some, full } = parsePressure(limited("cpu.pressure"));
  assert.ok(some.totalUs > 0n);
  assert.ok(some.average10 > 0 && some.average10 <= 100);
  assert.ok(full !== undefined && full.totalUs <= some.totalUs);
  assert.equal(parsePressure("some avg10=0.00 avg60=1.25 avg300=0.10 total=7\n").full, undefined);
  for (const text of [
    "",
    "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
    "some avg10=0 avg60=0 avg300=0 total=0\n",
  ])
    assert.throws(() => parsePressure(text), /^Error: Cannot parse pressure: /);
});

test("controllers are words", () => {
  const controllers = parseControllers(limited("cgroup.controllers"));
  for (const name of ["cpu", "io", "memory", "pids"]) assert.ok(controllers.includes(name), name);
  assert.deepEqual(parseControllers(readFixture("cgroup/root/cgroup.subtree_control")), [
    "cpu",
    "io",
    "memory",
    "pids",
  ]);
  assert.deepEqual(parseControllers(limited("cgroup.subtree_control")), []);
  assert.deepEqual(parseControllers("\n"), []);
});

test("processes are sorted and not repeated", () => {
  const pids = parseCgroupProcesses(limited("cgroup.procs"));
  assert.equal(pids.length, 2);
  assert.deepEqual(parseCgroupProcesses(empty("cgroup.procs")), []);
  assert.deepEqual(parseCgroupProcesses("12\n0\n7\n12\n"), [0, 7, 12]);
  assert.throws(() => parseCgroupProcesses("12 13\n"), /^Error: Cannot parse cgroup\.procs: /);
});

test("every captured file is understood by its parser", () => {
  const parsers: [RegExp, (text: string) => unknown][] = [
    [
      /^(memory\.(max|high|low|min|current|peak|swap\.(max|high|current|peak))|pids\.(max|current|peak))$/,
      parseCgroupLimit,
    ],
    [/^(cgroup\.(events|stat)|memory\.(stat|events|events\.local)|cpu\.stat|pids\.events)$/, parseFlatKeyed],
    [/^cpu\.max$/, parseCpuMax],
    [/^io\.max$/, parseIoMax],
    [/^(cpu|io|memory)\.pressure$/, parsePressure],
    [/^cgroup\.(controllers|subtree_control)$/, parseControllers],
    [/^cgroup\.(procs|threads)$/, parseCgroupProcesses],
  ];
  let parsed = 0;
  for (const group of listFixtures("cgroup"))
    for (const file of listFixtures(`cgroup/${group}`))
      for (const [pattern, parse] of parsers)
        if (pattern.test(file)) {
          parse(readFixture(`cgroup/${group}/${file}`));
          parsed++;
        }
  assert.ok(parsed > 40, `only ${parsed} files`);
});

test("hostile text is refused with a reason, whatever the file", () => {
  const parsers = [
    parseCgroupLimit,
    parseFlatKeyed,
    parseCpuMax,
    parseIoMax,
    parsePressure,
    parseCgroupProcesses,
  ];
  fc.assert(
    fc.property(fc.constantFrom(...parsers), fc.string({ unit: "binary" }), (parse, text) => {
      try {
        parse(text);
      } catch (error) {
        assert.match(String(error), /^Error: Cannot parse /);
      }
    }),
  );
});
