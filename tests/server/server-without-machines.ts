import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Configuration, readConfiguration } from "../../lab-server/configuration.ts";
import { type RunningServer, startServer } from "../../lab-server/http/start-server.ts";
import { compressTexts } from "../../lab-server/setup/compress-texts.ts";
import { type Machines, PlaceError } from "../../lab-server/vm/machines.ts";

/** A full house: nobody gets a machine. For tests that end at the socket. */
const fullHouse: Machines = {
  place: () => Promise.reject(new PlaceError("no-room", "There is no room.")),
  attach: () => Promise.reject(new Error("There is no machine.")),
  freeze: async () => {},
  drop: async () => {},
  list: async () => [],
  onEnded: () => {},
  consoleCommand: () => Promise.reject(new PlaceError("no-room", "There is no room.")),
  close: async () => {},
};

export interface TestServer extends RunningServer {
  lines: string[];
}

/** A real server on a free port with a small site, in this process, closed after the test. */
export async function serverWithoutMachines(
  t: TestContext,
  changes: Partial<Configuration> = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "cloison-server-"));
  mkdirSync(join(folder, "_astro"));
  mkdirSync(join(folder, "en"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Home</title><script>one()</script>");
  writeFileSync(
    join(folder, "en/index.html"),
    `<!doctype html><title>Lesson</title>${"<p>text</p>".repeat(500)}`,
  );
  writeFileSync(join(folder, "404.html"), "<!doctype html><title>Lost</title><script>lost()</script>");
  writeFileSync(join(folder, "_astro/page.abc123.js"), "export default 1;\n".repeat(200));
  await compressTexts(folder);
  const lines: string[] = [];
  const server = await startServer({
    configuration: { ...readConfiguration({ CLOISON_PORT: "0" }), ...changes },
    machines: fullHouse,
    siteFolder: folder,
    databaseFile: ":memory:",
    accelerator: "emulation",
    log: (event, values) => lines.push(`${event} ${JSON.stringify(values ?? {})}`),
  });
  t.after(async () => {
    await server.close({ drop: true });
    rmSync(folder, { recursive: true, force: true });
  });
  return Object.assign(server, { lines });
}
