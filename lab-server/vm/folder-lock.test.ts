import assert from "node:assert/strict";
import { it } from "node:test";
import { lockFolder } from "./folder-lock.ts";

it("lets one at a time have a folder", async () => {
  const folder = `/nowhere/${process.pid}`;
  const unlock = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), /Cannot use \/nowhere\/\d+: another lab server does/);
  const unlockOther = await lockFolder(`${folder}-other`);
  await unlock();
  const unlockAgain = await lockFolder(folder);
  await Promise.all([unlockAgain(), unlockOther()]);
});
