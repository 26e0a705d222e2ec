import type { Command } from "./cli/command.ts";
import { globalOptions } from "./cli/global-options.ts";
import { HelpRequest } from "./cli/help-request.ts";
import { log } from "./cli/log.ts";
import { logFormat } from "./cli/log-format.ts";
import { parseOptions } from "./cli/parse-options.ts";
import { globalSyntax } from "./cli/syntax/global.ts";

/*
 * Each group of commands is loaded when one of it is called, so that it costs the others neither time nor memory.
 * Groups, because code that several share becomes a chunk of its own, and each chunk has to be tied to the others.
 */
const making = () => import("./commands/making.ts");
const minding = () => import("./commands/minding.ts");
const seldom = () => import("./commands/seldom.ts");

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  checkpoint: async () => (await seldom()).checkpoint,
  create: async () => (await making()).create,
  delete: async () => (await minding()).deleteCommand,
  events: async () => (await seldom()).events,
  exec: async () => (await import("./commands/exec.ts")).exec,
  explain: async () => (await seldom()).explain,
  features: async () => (await seldom()).features,
  h: async () => (await import("./commands/help.ts")).help,
  help: async () => (await import("./commands/help.ts")).help,
  kill: async () => (await minding()).kill,
  list: async () => (await seldom()).list,
  pause: async () => (await seldom()).pause,
  ps: async () => (await seldom()).ps,
  restore: async () => (await seldom()).restore,
  resume: async () => (await seldom()).resume,
  run: async () => (await making()).run,
  spec: async () => (await seldom()).spec,
  start: async () => (await minding()).start,
  state: async () => (await minding()).state,
  update: async () => (await seldom()).update,
};

/** Runs one command line. Result: the exit status. */
export async function main(words: readonly string[]): Promise<number> {
  let name: string | undefined;
  try {
    const { options, operands } = parseOptions(globalSyntax, words);
    if (options.version) return (await import("./commands/print-version.ts")).printVersion();
    log.open({
      file: options.log,
      format: logFormat(options["log-format"]),
      isDebug: options.debug ?? false,
    });
    if (options.debug) (await import("./cli/log-steps.ts")).logSteps(operands);
    name = operands[0];
    if (name === undefined) throw new HelpRequest();
    // For what is no command the help has the answer.
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    const command = load ? await load() : (await import("./commands/help.ts")).help;
    const status = await command(operands.slice(load ? 1 : 0), globalOptions(options));
    return status ?? 0;
  } catch (thrown) {
    return (await import("./cli/report-failure.ts")).reportFailure(thrown, name);
  }
}
