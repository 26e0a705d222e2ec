import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findExercise } from "../../labs/catalog.ts";
import type { Exercise } from "../../labs/exercise.ts";
import type { Configuration } from "../configuration.ts";
import type { Log } from "../session/log.ts";
import { Sessions } from "../session/sessions.ts";
import { Store } from "../store/store.ts";
import type { Machines } from "../vm/machines.ts";
import { AddressLimits } from "./address-limits.ts";
import { LabSocket } from "./lab-socket.ts";
import { createMetrics } from "./metrics.ts";
import { Origins } from "./origins.ts";
import { createRequestHandler } from "./request-handler.ts";
import { serveSite } from "./site.ts";

/** Pages that one session may have open. */
const maxPages = 4;

/** How long pages have to say goodbye when the server stops. */
const goodbyeMs = 300;

export interface ServerOptions {
  configuration: Configuration;
  /** Closed with the server. */
  machines: Machines;
  /** The built site. */
  siteFolder: string;
  /** Where sessions are kept; ":memory:" forgets them. */
  databaseFile: string;
  accelerator: "kvm" | "emulation";
  log: Log;
  /** The exercises; the course's unless said. */
  findExercise?: (id: string) => Exercise | undefined;
}

/** A server that answers. */
export interface RunningServer {
  /** Where to point a browser. */
  readonly url: string;
  readonly port: number;
  /** Stops within two seconds. With `drop` every machine is ended, otherwise the next server takes them up. */
  close(options: { drop: boolean }): Promise<void>;
}

/** The port is taken; the message says what to do. */
export class PortBusyError extends Error {}

/** Starts the lab server. Throws {@link PortBusyError}, and with everything closed again on any error. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { configuration, machines, accelerator, log } = options;
  const store = new Store(options.databaseFile);
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16 * 1024 });
  try {
    await listen(server, configuration);
    const { port } = server.address() as AddressInfo;
    const origins = new Origins(configuration.origins ?? Origins.ofLoopback(port));
    const metrics = createMetrics();
    const sessions = new Sessions({
      ...configuration,
      machines,
      store,
      findExercise: options.findExercise ?? findExercise,
      accelerator,
      maxPages,
      measures: metrics,
      log,
    });
    metrics.observe(sessions);
    await sessions.adopt();
    const labSocket = new LabSocket({ sessions, origins, log });
    const site = serveSite(options.siteFolder, origins);
    const limits = new AddressLimits(configuration.sessionsPerMinute);
    server.on(
      "request",
      createRequestHandler({ origins, sessions, limits, metrics, accelerator, site, log }),
    );
    server.on("upgrade", (request, socket, head) => labSocket.upgrade(request, socket, head));
    const close = async ({ drop }: { drop: boolean }) => {
      labSocket.close();
      const serverClosed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([serverClosed, sleep(goodbyeMs, undefined, { ref: false })]);
      labSocket.terminate();
      server.closeAllConnections();
      await sessions.close({ drop });
      await machines.close({ drop });
      store.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url: `http://${configuration.host === "127.0.0.1" ? "localhost" : urlHost(configuration.host)}:${port}`,
      port,
      close: (how) => (closing ??= close(how)),
    };
  } catch (error) {
    server.close();
    server.closeAllConnections();
    store.close();
    throw error;
  }
}

function listen(server: ReturnType<typeof createServer>, { host, port }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE")
        reject(
          new PortBusyError(
            `Port ${port} of ${host} is in use, perhaps by another Cloison. Stop that program, or choose another port: CLOISON_PORT=${port + 1} npm start`,
            { cause },
          ),
        );
      else
        reject(
          new Error(`Cannot listen on ${host} port ${port}; see CLOISON_HOST and CLOISON_PORT`, { cause }),
        );
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

const urlHost = (host: string) => (host.includes(":") ? `[${host}]` : host);
