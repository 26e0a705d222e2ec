import { containerCommand } from "../cli/command.ts";
import { goJson } from "../cli/go-json.ts";
import { stateSyntax } from "../cli/syntax/state.ts";
import { writeOutput } from "../cli/write-output.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { stateDocument } from "./state-document.ts";

export const state = containerCommand(stateSyntax, (id, { globals }) => {
  const root = globals.stateRoot();
  const record = loadContainer(root, id);
  writeOutput(goJson(stateDocument(record, { status: statusOf(record, root), owner: "" }), "  "));
});
