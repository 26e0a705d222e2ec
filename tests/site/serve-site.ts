import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";
import { buildSite } from "../../lab-server/setup/site.ts";

/** A built site behind a plain static server, without any lab. */
export interface ServedSite {
  origin: string;
  folder: string;
  close: () => Promise<void>;
}

/** Builds the site if need be and serves it on a free port of this machine. */
export async function serveSite(): Promise<ServedSite> {
  const { folder } = await buildSite(() => {});
  const files = sirv(folder, { gzip: false, brotli: false, etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.statusCode = 404;
      response.end("No such page");
    }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    folder,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
