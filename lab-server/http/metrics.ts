import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Measures } from "../session/measures.ts";
import type { Sessions } from "../session/sessions.ts";

/** What is counted, and the page that Prometheus reads. */
export interface Metrics extends Measures {
  /** From now on the gauges look at these sessions. */
  observe(sessions: Sessions): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Metrics of one server, in a registry of its own, so that tests can run several in one process. */
export function createMetrics(): Metrics {
  const registers = [new Registry()] as [Registry];
  const [registry] = registers;
  collectDefaultMetrics({ register: registry });
  let sessions: Sessions | undefined;
  const gauge = (name: string, help: string, read: (sessions: Sessions) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(sessions ? read(sessions) : 0);
      },
    });
  new Gauge({
    name: "cloison_machines",
    help: "Machines of sessions by state",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(sessions?.machineStates() ?? {}))
        this.set({ state }, count);
    },
  });
  gauge("cloison_sessions", "Sessions that are remembered", (source) => source.stored);
  gauge("cloison_connections", "Pages that are connected", (source) => source.pages);
  gauge("cloison_queue_length", "Sessions that wait for a machine", (source) => source.queueLength);
  const place = new Histogram({
    name: "cloison_place_seconds",
    help: "Time to place a machine, without waiting in the queue",
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30],
    registers,
  });
  const check = new Histogram({
    name: "cloison_check_seconds",
    help: "Time of one run of a machine's checks",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5],
    registers,
  });
  const input = new Counter({ name: "cloison_terminal_input_bytes_total", help: "Bytes typed", registers });
  const output = new Counter({
    name: "cloison_terminal_output_bytes_total",
    help: "Bytes put out by terminals",
    registers,
  });
  const repaints = new Counter({ name: "cloison_repaints_total", help: "Screens painted anew", registers });
  return {
    observe(source) {
      sessions = source;
    },
    placed: (seconds) => place.observe(seconds),
    checked: (seconds) => check.observe(seconds),
    input: (bytes) => input.inc(bytes),
    output: (bytes) => output.inc(bytes),
    repainted: () => repaints.inc(),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
