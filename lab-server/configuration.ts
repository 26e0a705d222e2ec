import { z } from "zod";

/** Everything about the server that its owner may decide. Read from the environment by {@link readConfiguration}. */
export interface Configuration {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Web origins whose pages may use the labs; undefined: localhost, 127.0.0.1 and [::1] at the port. */
  origins: string[] | undefined;
  /** Minutes without input after which a machine is removed. */
  idleMinutes: number;
  /** Machines at once; undefined: as many as memory allows. */
  maxMachines: number | undefined;
  /** Warm clones that wait for a learner. */
  pool: number;
  /** Learners whose sessions are remembered. */
  maxSessions: number;
  /** New sessions a minute from one address. */
  sessionsPerMinute: number;
  /** Seconds without any page after which a machine's processors are stopped. */
  freezeSeconds: number;
  /** Seconds without any page after which a place in the queue is lost. */
  queueSeconds: number;
  /** SIGTERM leaves the machines running for the next server, which an upgrade wants. */
  keepMachines: boolean;
}

/** A setting that cannot be used; the message names the variable and the remedy. */
export class ConfigurationError extends Error {}

const whole = (least: number, most: number, unit: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be ${unit}, a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be ${unit}, a whole number from ${least} to ${most}`);

const originList = z.string().transform((list, context) => {
  const origins: string[] = [];
  for (const entry of list
    .split(",")
    .map((text) => text.trim())
    .filter(Boolean)) {
    const url = URL.canParse(entry) ? new URL(entry) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.origin !== entry.replace(/\/$/, "").toLowerCase()) {
      context.addIssue(
        `must list origins such as https://labs.example.org, separated by commas; "${entry.slice(0, 100)}" is none`,
      );
      return z.NEVER;
    }
    origins.push(url.origin);
  }
  if (origins.length === 0)
    context.addIssue("must list at least one origin; unset it to allow localhost only");
  return origins;
});

const host = z
  .string()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, "must be an address or a name to listen on, such as 127.0.0.1");
const flag = z
  .string()
  .regex(/^[01]$/, "must be 0 or 1")
  .transform((text) => text === "1");

const variables = {
  CLOISON_HOST: host.default("127.0.0.1"),
  CLOISON_PORT: whole(0, 65535, "a port").default(4108),
  CLOISON_ORIGINS: originList.optional(),
  CLOISON_IDLE_MINUTES: whole(1, 1440, "a number of minutes").default(30),
  CLOISON_MAX_MACHINES: whole(1, 10_000, "a number of machines").optional(),
  CLOISON_POOL: whole(0, 1000, "a number of machines").default(0),
  CLOISON_MAX_SESSIONS: whole(1, 1_000_000, "a number of sessions").default(10_000),
  CLOISON_SESSIONS_PER_MINUTE: whole(1, 100_000, "a number of sessions").default(60),
  CLOISON_FREEZE_SECONDS: whole(1, 86_400, "a number of seconds").default(60),
  CLOISON_QUEUE_SECONDS: whole(1, 3600, "a number of seconds").default(30),
  CLOISON_KEEP_MACHINES: flag.default(false),
};

const isLoopback = (address: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(address);

/** The configuration in an environment; an empty variable counts as unset. Throws {@link ConfigurationError} naming every wrong variable. */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const given = Object.fromEntries(
    Object.keys(variables).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const result = z.object(variables).safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`);
    throw new ConfigurationError(lines.join("\n"));
  }
  const values = result.data;
  if (!isLoopback(values.CLOISON_HOST) && !values.CLOISON_ORIGINS)
    throw new ConfigurationError(
      `CLOISON_HOST is ${values.CLOISON_HOST}, which other machines can reach: set CLOISON_ORIGINS to the addresses that browsers will show, such as http://labs.example.org:${values.CLOISON_PORT}.`,
    );
  return {
    host: values.CLOISON_HOST,
    port: values.CLOISON_PORT,
    origins: values.CLOISON_ORIGINS,
    idleMinutes: values.CLOISON_IDLE_MINUTES,
    maxMachines: values.CLOISON_MAX_MACHINES,
    pool: values.CLOISON_POOL,
    maxSessions: values.CLOISON_MAX_SESSIONS,
    sessionsPerMinute: values.CLOISON_SESSIONS_PER_MINUTE,
    freezeSeconds: values.CLOISON_FREEZE_SECONDS,
    queueSeconds: values.CLOISON_QUEUE_SECONDS,
    keepMachines: values.CLOISON_KEEP_MACHINES,
  };
}
