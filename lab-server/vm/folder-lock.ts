import { createHash } from "node:crypto";
import { createServer } from "node:net";

/**
 * Takes a folder for this process alone, until the returned function is called or the process ends in
 * whatever way: an abstract socket, see unix(7), leaves nothing behind. Throws when another process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 32);
  const server = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new Error(`Cannot use ${folder}: another lab server does. End that one first`, { cause })),
    );
    server.listen(`\0cloison-${name}`, resolve);
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}
