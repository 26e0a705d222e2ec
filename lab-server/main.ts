/** `npm start`: builds what is missing, then runs the lab server until it is told to stop. */
import { join } from "node:path";
import { ConfigurationError, readConfiguration } from "./configuration.ts";
import { PortBusyError, startServer } from "./http/start-server.ts";
import { WarmMachines } from "./session/warm-machines.ts";
import { stateDirectory } from "./setup/directories.ts";
import { prepare } from "./setup/prepare.ts";
import { openLocalMachines } from "./vm/local-machines.ts";
import { writeLog } from "./write-log.ts";

/** Stopping takes at most two seconds; what hangs longer is left to the next start. */
const stopLimitMs = 5000;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { siteFolder, templates, acceleration } = await prepare({ forTests: false });
  const machines = new WarmMachines({
    machines: await openLocalMachines({
      folder: join(stateDirectory(), "machines"),
      templates,
      maxMachines: configuration.maxMachines,
    }),
    count: configuration.pool,
    log: writeLog,
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

  const stop = (signal: NodeJS.Signals) => {
    const drop = !(signal === "SIGTERM" && configuration.keepMachines);
    writeLog("stopping", { signal, machines: drop ? "dropped" : "kept" });
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    server.close({ drop }).then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
}

main().catch((error: unknown) => {
  const isExplained = error instanceof ConfigurationError || error instanceof PortBusyError;
  console.error(isExplained ? error.message : error);
  process.exit(1);
});
