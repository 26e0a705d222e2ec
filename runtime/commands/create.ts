import { containerCommand } from "../cli/command.ts";
import { createSyntax } from "../cli/syntax/create.ts";
import { createContainer } from "../create/create-container.ts";
import { creationOptions } from "./creation-options.ts";

export const create = containerCommand(createSyntax, (id, invocation) => {
  createContainer(creationOptions(id, invocation));
});
