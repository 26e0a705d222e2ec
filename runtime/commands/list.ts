import { fileStatus } from "../../sys/file-status.ts";
import { readTextIfThere } from "../../sys/text-files.ts";
import { command } from "../cli/command.ts";
import { formatTable } from "../cli/format-table.ts";
import { goJson } from "../cli/go-json.ts";
import { log } from "../cli/log.ts";
import { listSyntax } from "../cli/syntax/list.ts";
import { writeOutput } from "../cli/write-output.ts";
import { listContainers } from "../state/list-containers.ts";
import { statusOf } from "../state/status.ts";
import { stateDocument } from "./state-document.ts";
import { userName } from "./user-name.ts";

export const list = command(listSyntax, ({ options, globals }) => {
  const root = globals.stateRoot();
  // The usual root comes into being with the first container; another one that is not there is a mistake.
  if (globals.isStateRootGiven && !fileStatus(root))
    throw new Error(`Cannot list containers: there is no folder ${root}`);
  const records = listContainers(root, log.warning);
  if (options.quiet) {
    writeOutput(records.map(({ id }) => `${id}\n`).join(""));
    return;
  }
  const format = options.format ?? "table";
  if (format !== "table" && format !== "json")
    throw new Error(`invalid format option ${JSON.stringify(format)}: it is table or json`);
  const passwd = readTextIfThere("/etc/passwd") ?? "";
  const containers = records.map((record) =>
    stateDocument(record, { status: statusOf(record, root), owner: userName(record.owner, passwd) }),
  );
  if (format === "json") {
    // Go writes an empty list that was never made as null, and callers know it so.
    writeOutput(`${goJson(containers.length === 0 ? null : containers)}\n`);
    return;
  }
  const head = ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"];
  const rows = containers.map(({ id, pid, status, bundle, created, owner }) => [
    ...[id, String(pid), status],
    ...[bundle, created, owner],
  ]);
  writeOutput(formatTable([head, ...rows]));
});
