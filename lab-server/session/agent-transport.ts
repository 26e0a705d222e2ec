import type { Duplex } from "node:stream";
import type { Transport } from "../../ttrpc/transport.ts";

/**
 * The byte stream to a machine's agent as a TTRPC transport, which owns it from now on. Bounded in both
 * directions by the stream's own buffers: writing waits while they are full, and the peer is read no further
 * than the consumer asks. `close` drops what is still to be written.
 */
export function agentTransport(stream: Duplex): Transport {
  let isClosed = false;
  // Errors come out of `write` and `incoming`; one that comes while nobody waits must not end the process.
  stream.on("error", () => {});
  return {
    write: (bytes) => write(stream, bytes),
    incoming: read(stream, () => isClosed),
    close() {
      isClosed = true;
      stream.destroy();
    },
  };
}

function write(stream: Duplex, bytes: Uint8Array): Promise<void> | undefined {
  if (!stream.writable) throw notWritable(stream);
  if (stream.write(bytes)) return undefined;
  return new Promise((resolve, reject) => {
    const drained = () => {
      stream.off("close", broken);
      resolve();
    };
    const broken = () => {
      stream.off("drain", drained);
      reject(notWritable(stream));
    };
    stream.once("drain", drained);
    stream.once("close", broken);
  });
}

function notWritable(stream: Duplex): Error {
  return new Error("Cannot write to the agent: its stream is closed", { cause: stream.errored ?? undefined });
}

async function* read(stream: Duplex, isClosed: () => boolean): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    // Destroying the stream is how this side closes it.
    if (!isClosed()) throw new Error("Cannot read from the agent: its stream broke", { cause });
  }
}
