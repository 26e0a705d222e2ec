import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { deleteSyntax } from "../cli/syntax/delete.ts";
import { deleteContainer } from "../delete/delete-container.ts";

/** `delete` is a word of the language. */
export const deleteCommand = containerCommand(deleteSyntax, async (id, { options, globals }) => {
  const root = globals.stateRoot();
  await deleteContainer(id, { root, force: options.force ?? false, warn: log.warning });
});
