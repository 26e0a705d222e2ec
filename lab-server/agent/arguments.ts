/** Where the agent is to be reached. */
export type Address = { port: string } | { socket: string };

const defaultPort = "/dev/virtio-ports/org.cloison.agent";
const usage = "cloison-agent [--port PATH | --socket PATH]";

/** Reads the command line (without the program's name). Throws with the usage. */
export function parseArguments(words: readonly string[]): Address {
  const [option, path, ...more] = words;
  if (option === undefined) return { port: defaultPort };
  if (path !== undefined && path !== "" && more.length === 0) {
    if (option === "--port") return { port: path };
    if (option === "--socket") return { socket: path };
  }
  throw new Error(`Cannot understand "${words.join(" ")}". Usage: ${usage}`);
}
