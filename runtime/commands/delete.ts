import { fileStatus } from "../../sys/file-status.ts";
import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { deleteSyntax } from "../cli/syntax/delete.ts";
import { deleteContainer } from "../delete/delete-container.ts";
import { containerPaths } from "../state/container-folder.ts";

/** `delete` is a word of the language. */
export const deleteCommand = containerCommand(deleteSyntax, async (id, { options, globals }) => {
  const root = globals.stateRoot();
  const force = options.force ?? false;
  // Who forces wants it to be gone, and it is.
  if (force && !fileStatus(containerPaths(root, id).folder)) return;
  await deleteContainer(id, { root, force, warn: log.warning });
});
