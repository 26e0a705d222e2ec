/** `npm start`: builds what is missing, then runs the lab server until it is told to stop. */
import { join } from "node:path";
import { defaultMachine } from "../labs/machine.ts";
import { readConfiguration } from "./configuration.ts";
import { startServer } from "./http/start-server.ts";
import { describeError } from "./session/log.ts";
import { warmUp } from "./session/warm-up.ts";
import { stateDirectory } from "./setup/directories.ts";
import { prepare } from "./setup/prepare.ts";
import { openLocalMachines } from "./vm/local-machines.ts";
import { openWarmPool } from "./vm/warm-pool.ts";
import { writeLog } from "./write-log.ts";

/** Stopping takes at most two seconds; what hangs longer is left to the next start. */
const stopLimitMs = 5000;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { siteFolder, templates, acceleration } = await prepare({ forTests: false });
  const told = toldToStop();
  const local = await openLocalMachines({
    folder: join(stateDirectory(), "machines"),
    templates,
    maxMachines: configuration.maxMachines,
  });
  const machines = await openWarmPool(local, {
    sizes: [{ spec: defaultMachine, count: configuration.pool }],
    folder: join(stateDirectory(), "claimed"),
    warmUp,
    onRefillFailed: (error) => writeLog("pool-not-filled", { error: describeError(error) }),
  }).catch(async (error) => {
    await local.close();
    throw error;
  });
  const server = await startServer({
    configuration,
    machines,
    siteFolder,
    databaseFile: join(stateDirectory(), "sessions.sqlite"),
    accelerator: acceleration.acceleration === "kvm" ? "kvm" : "emulation",
    log: writeLog,
  }).catch(async (error) => {
    await machines.close();
    throw error;
  });
  console.log(`\nCloison is ready: ${server.url}\nCtrl-C stops it and removes its machines.\n`);

  const signal = await told;
  const drop = !(signal === "SIGTERM" && configuration.keepMachines);
  writeLog("stopping", { signal, machines: drop ? "dropped" : "kept" });
  setTimeout(() => process.exit(1), stopLimitMs).unref();
  await server.close({ drop });
  process.exit(0);
}

/** The first signal to end. From the call on it does not end the process by itself; a second one does. */
function toldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
  });
}

// A terminal that was closed takes no lines any more; what is to be removed must be removed all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

main().catch((error: unknown) => {
  // Errors that were foreseen say what to do; only a mistake of ours needs a stack.
  const isMistake =
    error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error);
  if (isMistake) console.error(error);
  else {
    console.error(error.message);
    if (error.cause) console.error(`(${describeError(error.cause)})`);
  }
  process.exit(1);
});
