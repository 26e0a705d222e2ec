import { groupProcesses } from "../cgroup/group-processes.ts";
import { containerCommand } from "../cli/command.ts";
import { environmentVariable } from "../cli/environment-variable.ts";
import { goJson } from "../cli/go-json.ts";
import { psSyntax } from "../cli/syntax/ps.ts";
import { writeOutput } from "../cli/write-output.ts";
import { runProgram } from "../hooks/run-program.ts";
import { loadContainer } from "../state/load-container.ts";
import { cgroupOf } from "./cgroup-of.ts";
import { filterProcesses } from "./filter-processes.ts";

export const ps = containerCommand(psSyntax, (id, { options, operands, globals }) => {
  const record = loadContainer(globals.stateRoot(), id);
  const pids = groupProcesses(cgroupOf(record, "list the processes of").folder);
  const format = options.format ?? "table";
  if (format === "json") {
    // Go writes an empty list that was never made as null, and callers know it so.
    writeOutput(`${goJson(pids.length === 0 ? null : pids)}\n`);
    return;
  }
  if (format !== "table")
    throw new Error(`invalid format option ${JSON.stringify(format)}: it is table or json`);
  const words = operands.slice(1);
  const { code, output } = runProgram("ps", {
    arguments: words.length > 0 ? words : ["-ef"],
    environment: ["LANG", "LC_ALL", "COLUMNS"].flatMap((name) => {
      const value = environmentVariable(name);
      return value === undefined ? [] : [`${name}=${value}`];
    }),
    mostOutputBytes: 64 * 1024 * 1024,
  });
  if (code !== 0) throw new Error(`Cannot list processes: ps ended with ${code}: ${output.trim()}`);
  writeOutput(filterProcesses(output, pids));
});
