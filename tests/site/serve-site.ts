import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveSite as siteHandler } from "../../lab-server/http/site.ts";
import { buildSite } from "../../lab-server/setup/site.ts";

/** The built site, served as the lab server does, but without any lab. */
export interface ServedSite {
  origin: string;
  folder: string;
  close: () => Promise<void>;
}

/** Builds the site if need be, and serves it on a free port of this machine. */
export async function serveSite(): Promise<ServedSite> {
  const { folder } = await buildSite(() => {});
  const server = createServer(siteHandler(folder, { webSocketSources: [] }));
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
