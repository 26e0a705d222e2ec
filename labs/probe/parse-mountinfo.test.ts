import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseMountinfo } from "./parse-mountinfo.ts";
import { listFixtures, readFixture } from "./read-fixture.ts";

const mounts = (state: string) => parseMountinfo(readFixture(`proc/${state}/mountinfo`));
const at = (mountPoint: string) => mounts("many-mounts").find((mount) => mount.mountPoint === mountPoint);

test("the mounts of a booted machine are read", () => {
  const root = mounts("init").find((mount) => mount.mountPoint === "/");
  assert.deepEqual(
    { ...root, id: 0, parentId: 0 },
    {
      id: 0,
      parentId: 0,
      device: { major: 254, minor: 0 },
      root: "/",
      mountPoint: "/",
      options: ["rw", "noatime"],
      propagation: { unbindable: false, shared: 1 },
      fileSystemType: "ext4",
      source: "/dev/vda",
      superOptions: ["rw"],
    },
  );
  const groups = mounts("init").find((mount) => mount.fileSystemType === "cgroup2");
  assert.equal(groups?.mountPoint, "/sys/fs/cgroup");
  assert.ok(groups.superOptions.includes("nsdelegate"));
});

test("propagation is told apart", () => {
  const shared = at("/tmp/m/shared")?.propagation;
  assert.ok(shared?.shared !== undefined && shared.master === undefined);
  assert.deepEqual(at("/tmp/m/slave")?.propagation, { unbindable: false, master: shared.shared });
  const both = at("/tmp/m/both")?.propagation;
  assert.equal(both?.master, shared.shared);
  assert.ok(both?.shared !== undefined && both.shared !== shared.shared);
  assert.deepEqual(at("/tmp/m/unbindable")?.propagation, { unbindable: true });
});

test("odd names are decoded", () => {
  const odd = at("/tmp/m/tab\tblank new\nline back\\slash #hash");
  assert.equal(odd?.source, "odd source #1");
  assert.equal(odd?.fileSystemType, "tmpfs");
});

test("a comma in a value does not split it", () => {
  const options = at("/tmp/m/over")?.superOptions;
  assert.ok(options?.includes("upperdir=/tmp/m/up"), options?.join("\n"));
  assert.ok(
    options?.some((option) => /^lowerdir\+?=\/tmp\/m\/lower\\?,one$/.test(option)),
    options?.join("\n"),
  );
});

test("a mount shows where it comes from, be it removed or a Linux namespace", () => {
  assert.equal(at("/tmp/m/gone")?.root, "/m/deleted//deleted");
  const uts = at("/tmp/m/uts");
  assert.equal(uts?.fileSystemType, "nsfs");
  assert.match(uts.root, /^uts:\[\d+\]$/);
});

test("the kernel under this test is understood too", () => {
  assert.ok(
    parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8")).some(({ mountPoint }) => mountPoint === "/"),
  );
});

test("an empty source and unknown tags are taken as the manual page asks", () => {
  const [mount] = parseMountinfo("36 35 98:0 / /mnt rw,noatime newtag:7 master:1 - tmpfs  rw\n");
  assert.equal(mount?.source, "");
  assert.deepEqual(mount?.superOptions, ["rw"]);
  assert.deepEqual(mount?.propagation, { unbindable: false, master: 1 });
});

test("a malformed line is refused", () => {
  for (const line of [
    "",
    "36 35 98:0 / /mnt rw",
    "36 35 98:0 / /mnt rw -",
    "x 35 98:0 / /mnt rw - a b c",
    "36 35 98 / /mnt rw - a b c",
  ])
    assert.throws(() => parseMountinfo(`${line}\n`), /^Error: Cannot parse mountinfo: /);
});

test("any name comes back from the kernel's escapes", () => {
  // As mangle() and seq_path() of the kernel write them.
  const escaped = (name: string): string =>
    name.replace(/[ \t\n\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: "binary" }),
      (name, source) => {
        const [mount, ...others] = parseMountinfo(
          `1 0 0:1 / /${escaped(name)} rw - tmpfs ${escaped(source)} rw\n`,
        );
        assert.deepEqual([mount?.mountPoint, mount?.source, others.length], [`/${name}`, source, 0]);
      },
    ),
  );
});

test("whatever is cut out of a real file, it is read or refused with a reason", () => {
  const states = listFixtures("proc").filter((state) => listFixtures(`proc/${state}`).includes("mountinfo"));
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.nat(4000), fc.nat(200), (state, from, length) => {
      const text = readFixture(`proc/${state}/mountinfo`);
      try {
        parseMountinfo(text.slice(0, from) + text.slice(from + length));
      } catch (error) {
        assert.match(String(error), /^Error: Cannot parse mountinfo: /);
      }
    }),
  );
});
