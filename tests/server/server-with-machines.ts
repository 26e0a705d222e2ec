import { chmodSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Configuration, readConfiguration } from "../../lab-server/configuration.ts";
import { type RunningServer, startServer } from "../../lab-server/http/start-server.ts";
import { type Prepared, prepare } from "../../lab-server/setup/prepare.ts";
import { type LocalMachinesOptions, openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import type { Exercise } from "../../labs/exercise.ts";
import { createSession, PageClient } from "./page-client.ts";

let prepared: Promise<Prepared> | undefined;

/** The real templates and site, built once. */
export const preparation = (): Promise<Prepared> => (prepared ??= prepare({ forTests: true }));

/** A folder for state that machines, which run as a user of their own, may pass through. */
export function stateFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "cloison-state-"));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RealServer extends RunningServer {
  lines: string[];
  machines: Machines;
  /** A connected page of a new session, past its `hello`. */
  newPage: () => Promise<PageClient>;
  /** Waits for a line of the log. */
  logged: (pattern: RegExp, withinMs?: number) => Promise<string>;
}

export interface RealServerOptions {
  configuration?: Partial<Configuration>;
  machines?: Partial<LocalMachinesOptions>;
  findExercise?: (id: string) => Exercise | undefined;
}

/** The real server with real machines, in this process. Nothing of either is left after the test. */
export async function serverWithMachines(
  t: TestContext,
  options: RealServerOptions = {},
): Promise<RealServer> {
  const { templates, siteFolder } = await preparation();
  const state = stateFolder(t);
  const machines = await openLocalMachines({
    folder: join(state, "machines"),
    templates,
    ...options.machines,
  });
  const lines: string[] = [];
  const server = await startServer({
    configuration: {
      ...readConfiguration({ CLOISON_PORT: "0", CLOISON_SESSIONS_PER_MINUTE: "1000" }),
      ...options.configuration,
    },
    machines,
    siteFolder,
    databaseFile: join(state, "sessions.sqlite"),
    accelerator: "emulation",
    ...(options.findExercise && { findExercise: options.findExercise }),
    log: (event, values) => lines.push(`${event} ${JSON.stringify(values ?? {})}`),
  });
  const pages: PageClient[] = [];
  // Before the folder is removed: hooks run in the order in which they were added, so this one removes it too.
  t.after(async () => {
    for (const page of pages) page.socket.terminate();
    await server.close({ drop: true });
  });
  return Object.assign(server, {
    lines,
    machines,
    async newPage() {
      const page = await PageClient.connect(server.url, await createSession(server.url));
      pages.push(page);
      await page.next("hello");
      return page;
    },
    async logged(pattern: RegExp, withinMs = 30_000) {
      const deadlineMs = performance.now() + withinMs;
      for (;;) {
        const line = lines.find((each) => pattern.test(each));
        if (line !== undefined) return line;
        if (performance.now() > deadlineMs) throw new Error(`No ${pattern} in the log:\n${lines.join("\n")}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  });
}

/** The QEMU processes that work in this folder. */
export function machineProcesses(folder: string): number[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return readlinkSync(`/proc/${entry}/cwd`).startsWith(`${folder}/`) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

/** The machines whose folders are there. */
export const machineFolders = (state: string): string[] =>
  existsSync(join(state, "machines"))
    ? readdirSync(join(state, "machines"), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
