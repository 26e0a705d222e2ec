import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { cacheDirectory } from "../../lab-server/setup/directories.ts";
import { qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";
import { NpmStart } from "./npm-start.ts";
import { createSession, PageClient } from "./page-client.ts";
import { machineFolders, machineProcesses, preparation, stateFolder } from "./server-with-machines.ts";

before(preparation);

/** A cache that has everything but the templates. */
function cacheWithoutTemplates(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "cloison-cache-"));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const built = cacheDirectory();
  for (const name of readdirSync(built))
    if (!name.startsWith(".") && !name.startsWith("template-"))
      symlinkSync(join(built, name), join(folder, name));
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Throws when somebody listens there. */
async function assertFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

const ways = {
  "Ctrl-C in its terminal": (npm: NpmStart) => {
    npm.press("\x03");
    return npm.ended;
  },
  "SIGTERM to npm": (npm: NpmStart) => {
    npm.kill("SIGTERM");
    return npm.ended;
  },
  "closing its terminal": (npm: NpmStart) => npm.hangUp(),
};

for (const [how, stop] of Object.entries(ways)) {
  test(`${how} while a template is built leaves no QEMU and nothing half made`, async (t) => {
    const [cache, state] = [cacheWithoutTemplates(t), stateFolder(t)];
    const npm = new NpmStart(t, { CLOISON_CACHE: cache, CLOISON_STATE: state, CLOISON_PORT: "0" });
    await npm.shows(/machine template .* booting/);
    for (let tries = 0; qemuProcessesBelow(cache).size === 0; tries++) {
      assert.ok(tries < 1000, npm.output);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.notEqual(await stop(npm), 0);
    assert.deepEqual(qemuProcessesBelow(cache), new Map());
    assert.deepEqual(
      readdirSync(cache).filter((name) => /template/.test(name)),
      [],
    );
    assert.deepEqual(readdirSync(state), []);
  });

  test(`${how} while it serves leaves no machine, and the port free`, async (t) => {
    const [state, port] = [stateFolder(t), await freePort()];
    const environment = { CLOISON_STATE: state, CLOISON_PORT: String(port), CLOISON_POOL: "1" };
    const npm = new NpmStart(t, environment);
    const [, url = ""] = await npm.shows(/is ready: (http:\S+)/);
    const page = await PageClient.connect(url, await createSession(url));
    await page.startWithTerminal();
    // The one of the page, and one that is being made ready for the next.
    while (machineProcesses(state).length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await stop(npm);
    assert.equal((await page.whenClosed()).code, 1001);
    assert.deepEqual(machineProcesses(state), []);
    assert.deepEqual(machineFolders(state), []);
    assert.deepEqual(readdirSync(join(state, "claimed")), []);
    await assertFree(port);
  });
}
