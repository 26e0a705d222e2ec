import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { startSyntax } from "../cli/syntax/start.ts";
import { startContainer } from "../start/start-container.ts";

export const start = containerCommand(startSyntax, (id, { globals }) => {
  startContainer(id, { root: globals.stateRoot(), warn: log.warning });
});
