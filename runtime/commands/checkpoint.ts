import { currentDirectoryPath, userId } from "../../sys/credentials.ts";
import { containerCommand } from "../cli/command.ts";
import { log } from "../cli/log.ts";
import { checkpointSyntax } from "../cli/syntax/checkpoint.ts";
import { checkpointContainer } from "../criu/checkpoint-container.ts";
import { criuOptions } from "./criu-options.ts";
import { parsePageServer } from "./parse-page-server.ts";

export const checkpoint = containerCommand(checkpointSyntax, async (id, { options, globals }) => {
  if (userId() !== 0) log.warning("checkpoint without the rights of root is up to criu, and not tested");
  const parentImage = options["parent-path"] || undefined;
  if (parentImage?.startsWith("/")) throw new Error("--parent-path must be relative to --image-path");
  const statusDescriptor = options["status-fd"] ?? -1;
  const pageServer = options["page-server"];
  await checkpointContainer(id, {
    root: globals.stateRoot(),
    criu: {
      ...criuOptions(options, currentDirectoryPath()),
      parentImage,
      leaveRunning: options["leave-running"] ?? false,
      tcpSkipInFlight: options["tcp-skip-in-flight"] ?? false,
      linkRemap: options["link-remap"] ?? false,
      preDump: options["pre-dump"] ?? false,
      statusDescriptor: statusDescriptor < 0 ? undefined : statusDescriptor,
      pageServer: pageServer ? parsePageServer(pageServer) : undefined,
    },
    warn: log.warning,
  });
});
