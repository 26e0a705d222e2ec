import { containerCommand } from "../cli/command.ts";
import { startSyntax } from "../cli/syntax/start.ts";
import { startContainer } from "../start/start-container.ts";

export const start = containerCommand(startSyntax, (id, { globals }) => {
  startContainer(id, globals.stateRoot());
});
