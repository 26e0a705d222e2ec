import type { EventLoop } from "../../sys/event-loop.ts";
import { setClock } from "../../sys/machine.ts";
import type { CallContext } from "../../ttrpc/call.ts";
import { type Service, service } from "../../ttrpc/server.ts";
import type { Implementation } from "../../ttrpc/service.ts";
import type { Cgroups } from "./cgroups.ts";
import type { Children } from "./children.ts";
import { decodeTyped } from "./decode-typed.ts";
import { encodeTerminalOutput } from "./encode-terminal-output.ts";
import { callError, invalidField } from "./errors.ts";
import type { EventSource } from "./event-source.ts";
import { requireBytes, requireEnvironment, requirePath, requireRange, requireWords } from "./fields.ts";
import { AgentDefinition } from "./generated/agent.ts";
import { requireTime, setIdentity } from "./identity.ts";
import { listDirectory } from "./list-directory.ts";
import { listProcesses } from "./list-processes.ts";
import { readKernelFile } from "./read-file.ts";
import { readFileApart } from "./read-file-apart.ts";
import { runCommand } from "./run-command.ts";
import type { TerminalSize } from "./terminal.ts";
import type { Terminals } from "./terminals.ts";
import { writeFile } from "./write-file.ts";

/** What the service works with. */
export interface AgentParts {
  loop: EventLoop;
  children: Children;
  cgroups: Cgroups;
  terminals: Terminals;
  events: EventSource;
}

const alreadyEncoded = {
  encode: (encoded: Uint8Array) => ({ finish: () => encoded }),
  decode: (encoded: Uint8Array) => encoded,
};

const { listProcesses: listing, readPty: reading, writePty: typing } = AgentDefinition.methods;

/** As generated, but what is large or frequent is encoded and decoded by hand. */
const definition = {
  ...AgentDefinition,
  methods: {
    ...AgentDefinition.methods,
    listProcesses: { ...listing, responseType: alreadyEncoded },
    readPty: { ...reading, responseType: alreadyEncoded },
    writePty: { ...typing, requestType: { ...typing.requestType, decode: decodeTyped } },
  },
} as const;

const protocolVersion = "1";
const mebibyte = 1024 * 1024;
const mostPtyBytes = 64 * 1024;
const readableNamespaces = ["uts", "ipc", "net", "mnt"];
const sizeRange = { least: 1, most: 1000 };
const typedBytes = { least: 0, most: mostPtyBytes };
const readBytes = { least: 1, most: mostPtyBytes };

function requireSize({ columns, rows }: TerminalSize): TerminalSize {
  return {
    columns: requireRange("columns", columns, sizeRange),
    rows: requireRange("rows", rows, sizeRange),
  };
}

/** Does the work of a call; what it throws becomes the call's error, which begins with the action. */
function doing<T>(action: string, work: () => T | Promise<T>): T | Promise<T> {
  const fail = (thrown: unknown): never => {
    throw callError(action, thrown);
  };
  try {
    const result = work();
    // What is there at once is answered at once: each promise costs an emulated processor its time.
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (thrown) {
    return fail(thrown);
  }
}

/** The service of agent.proto: checks every request, then lets the parts answer it. */
export function agentService(parts: AgentParts): Service {
  const { loop, terminals, events } = parts;
  const implementation: Implementation<typeof definition> = {
    openPty: (request) =>
      doing("Cannot open a terminal", async () => {
        const { number, terminal } = await terminals.open({
          size: requireSize(request),
          command: requireWords("command", request.command),
          environment: requireEnvironment(request.environment),
        });
        return { pty: number, pid: terminal.pid };
      }),

    writePty: ({ pty, data }, { signal }) =>
      doing("Cannot type", async () => {
        requireBytes("data", data, typedBytes);
        await terminals.get(pty).write(data, signal);
        // Somebody waits for the echo, which is on its way by now; nobody for this answer.
        await loop.turn();
        return {};
      }),

    readPty: ({ pty, offset, maxBytes }, { signal }) =>
      doing("Cannot read output", () => {
        if (offset > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidField("offset", "below 2^53");
        const most = requireRange("max_bytes", maxBytes, readBytes);
        const output = terminals.get(pty).read(Number(offset), { maxBytes: most, signal });
        return output instanceof Promise ? output.then(encodeTerminalOutput) : encodeTerminalOutput(output);
      }),

    resizePty: ({ pty, ...size }) =>
      doing("Cannot resize the terminal", () => {
        terminals.get(pty).resize(requireSize(size));
        return {};
      }),

    closePty: ({ pty }) =>
      doing("Cannot close the terminal", () => {
        terminals.close(pty);
        return {};
      }),

    listPtys: () => ({
      ptys: terminals.list().map(([pty, terminal]) => ({
        pty,
        pid: terminal.pid,
        ...terminal.size,
        oldestOffset: BigInt(terminal.kept.oldest),
        newestOffset: BigInt(terminal.kept.newest),
      })),
    }),

    readFile: ({ path, maxBytes, pid, linuxNamespaces }) =>
      doing(`Cannot read ${path}`, () => {
        requirePath(path);
        const most = requireRange("max_bytes", maxBytes, { least: 0, most: mebibyte }) || mebibyte;
        if (pid === 0 && linuxNamespaces.length === 0)
          return readKernelFile(path, most) ?? readFileApart({ path, maxBytes: most }, parts);
        requireRange("pid", pid, { least: 1, most: 2 ** 22 });
        const isReadable = linuxNamespaces.every((kind) => readableNamespaces.includes(kind));
        if (!isReadable || linuxNamespaces.length === 0 || linuxNamespaces.length > readableNamespaces.length)
          throw invalidField("linux_namespaces", `some of ${readableNamespaces.join(", ")}`);
        return readFileApart({ path, maxBytes: most, inside: { pid, linuxNamespaces } }, parts);
      }),

    writeFile: ({ path, data, mode }) =>
      doing(`Cannot write ${path}`, () => {
        requirePath(path);
        requireBytes("data", data, { least: 0, most: mebibyte });
        const permissions = requireRange("mode", mode, { least: 0, most: 0o7777 }) || 0o644;
        writeFile(path, data, { permissions });
        return {};
      }),

    listDirectory: ({ path }) =>
      doing(`Cannot list ${path}`, async () => ({ entries: await listDirectory(requirePath(path), parts) })),

    listProcesses: () => doing("Cannot list processes", listProcesses),

    runCommand: ({ argv, stdin, timeoutMs, environment }, { signal }) =>
      doing(`Cannot run ${argv[0] ?? "a command"}`, () => {
        if (argv.length === 0 || argv[0] === "") throw invalidField("argv", "at least the name of a program");
        const command = {
          argv: requireWords("argv", argv),
          stdin,
          timeoutMs: requireRange("timeout_ms", timeoutMs, { least: 0, most: 120_000 }) || 10_000,
          environment: requireEnvironment(environment),
        };
        return runCommand(command, { ...parts, signal });
      }),

    watchEvents: ({ coalesceMs }, { signal }: CallContext) =>
      events.watch(requireRange("coalesce_ms", coalesceMs, { least: 0, most: 60_000 }) || 25, signal),

    setIdentity: (request) =>
      doing("Cannot set the machine's identity", () => {
        setIdentity(request);
        return {};
      }),

    setClock: ({ unixTimeMs }) =>
      doing("Cannot set the clock", () => {
        setClock(requireTime(unixTimeMs));
        return {};
      }),

    ping: () =>
      doing("Cannot answer", () => {
        const contents = readKernelFile("/proc/sys/kernel/random/boot_id", 64);
        return {
          version: protocolVersion,
          bootId: new TextDecoder().decode(contents?.data ?? new Uint8Array()).trim(),
        };
      }),
  };
  return service(definition, implementation);
}
