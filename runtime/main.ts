import "../sys/text-coding.ts";
import { exit } from "../sys/processes.ts";
import type { Command } from "./cli/command.ts";
import { globalOptions } from "./cli/global-options.ts";
import { HelpRequest } from "./cli/help-request.ts";
import { log } from "./cli/log.ts";
import { logFormat } from "./cli/log-format.ts";
import { parseOptions } from "./cli/parse-options.ts";
import { globalSyntax } from "./cli/syntax/global.ts";
import { runSealed } from "./seal/run-sealed.ts";

/** Each command is loaded when it is called, so that none costs the others time or memory. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  checkpoint: async () => (await import("./commands/checkpoint.ts")).checkpoint,
  create: async () => (await import("./commands/create.ts")).create,
  delete: async () => (await import("./commands/delete.ts")).deleteCommand,
  events: async () => (await import("./commands/events.ts")).events,
  exec: async () => (await import("./commands/exec.ts")).exec,
  explain: async () => (await import("./commands/explain.ts")).explain,
  features: async () => (await import("./commands/features.ts")).features,
  h: async () => (await import("./commands/help.ts")).help,
  help: async () => (await import("./commands/help.ts")).help,
  kill: async () => (await import("./commands/kill.ts")).kill,
  list: async () => (await import("./commands/list.ts")).list,
  pause: async () => (await import("./commands/pause.ts")).pause,
  ps: async () => (await import("./commands/ps.ts")).ps,
  restore: async () => (await import("./commands/restore.ts")).restore,
  resume: async () => (await import("./commands/resume.ts")).resume,
  run: async () => (await import("./commands/run.ts")).run,
  spec: async () => (await import("./commands/spec.ts")).spec,
  start: async () => (await import("./commands/start.ts")).start,
  state: async () => (await import("./commands/state.ts")).state,
  update: async () => (await import("./commands/update.ts")).update,
};

/** Those in which the runtime's own file can be seen from inside a container. */
const entering: readonly string[] = ["create", "exec", "restore", "run"];

async function main(words: readonly string[]): Promise<number> {
  let name: string | undefined;
  try {
    const { options, operands } = parseOptions(globalSyntax, words);
    if (options.version) return (await import("./commands/print-version.ts")).printVersion();
    log.open({
      file: options.log,
      format: logFormat(options["log-format"]),
      isDebug: options.debug ?? false,
    });
    name = operands[0];
    if (name === undefined) throw new HelpRequest();
    if (entering.includes(name)) runSealed(scriptArgs);
    // For what is no command the help has the answer.
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    const command = load ? await load() : (await import("./commands/help.ts")).help;
    const status = await command(operands.slice(load ? 1 : 0), globalOptions(options));
    return status ?? 0;
  } catch (thrown) {
    return (await import("./cli/report-failure.ts")).reportFailure(thrown, name);
  }
}

exit(await main(scriptArgs.slice(1)));
