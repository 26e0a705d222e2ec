import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cacheDirectory } from "../../lab-server/setup/directories.ts";
import { prepare } from "../../lab-server/setup/prepare.ts";

const ours = /^(chroot|cloison-agent|base|disk|acceleration|template-\w+-\w+|site)-[0-9a-f]{16}$/;

/** Every built thing with what tells it from one that was built anew under the same name. */
function builds(): string[] {
  const cache = cacheDirectory();
  const names = readdirSync(cache).filter((name) => ours.test(name));
  return names.map((name) => `${name} ${statSync(join(cache, name)).ino}`);
}

test("a second preparation finds everything and builds nothing", async () => {
  const first = await prepare({ forTests: true });
  const before = builds();
  assert.ok(before.length >= 7, before.join());
  assert.deepEqual(await prepare({ forTests: true }), first);
  assert.deepEqual(builds(), before);
});
