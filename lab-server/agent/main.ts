import "../../sys/text-coding.ts";
import { EventLoop } from "../../sys/event-loop.ts";
import { writeAll } from "../../sys/files.ts";
import { exit } from "../../sys/processes.ts";
import { timers } from "../../sys/timers.ts";
import { serve } from "../../ttrpc/server.ts";
import { agentService } from "./agent-service.ts";
import { parseArguments } from "./arguments.ts";
import { Cgroups } from "./cgroups.ts";
import { Children } from "./children.ts";
import { EventSource } from "./event-source.ts";
import { PortEndpoint } from "./port-endpoint.ts";
import { readFile } from "./read-file.ts";
import { SocketEndpoint } from "./socket-endpoint.ts";
import { Terminals } from "./terminals.ts";
import { unitDirectory } from "./unit-directory.ts";

async function main(): Promise<never> {
  const address = parseArguments(scriptArgs.slice(1));
  const loop = new EventLoop();
  const children = new Children(loop);
  const endpoint =
    "port" in address ? new PortEndpoint(loop, address.port) : new SocketEndpoint(loop, address.socket);
  const membership = new TextDecoder().decode(readFile("/proc/self/cgroup", 4096).data);
  const cgroups = new Cgroups(unitDirectory(membership));
  const terminals = new Terminals({ loop, children }, cgroups);
  const events = new EventSource(loop);
  const agent = agentService({ loop, children, cgroups, terminals, events });
  void terminals.warm();
  for (;;) await serve(await endpoint.accept(), [agent], { timers });
}

main().catch((error: Error) => {
  writeAll(2, new TextEncoder().encode(`cloison-agent: ${error.message}\n${error.stack}\n`));
  exit(1);
});
