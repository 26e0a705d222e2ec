import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { contentSecurityPolicy } from "./content-security-policy.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Files whose names change with their contents. */
const isImmutable = (path: string) => path.startsWith("/_astro/");

/**
 * Serves the built site. Each page gets the policy that allows its own inline scripts and no others; they
 * are hashed once, here. Files compressed at build time are sent compressed.
 */
export function serveSite(folder: string, options: { webSocketSources: string[] }): Handler {
  const policies = new Map<string, string>();
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of pages)
    if (file.endsWith(".html"))
      policies.set(`/${file}`, contentSecurityPolicy(readFileSync(join(folder, file), "utf8"), options));
  const withoutScripts = contentSecurityPolicy("", options);
  const policyOf = (path: string) =>
    [path, `${path}index.html`, `${path}/index.html`, `${path}.html`]
      .map((candidate) => policies.get(candidate))
      .find((policy) => policy !== undefined) ?? withoutScripts;
  const files = sirv(folder, {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders(response, path) {
      response.setHeader(
        "Cache-Control",
        isImmutable(path) ? "public, max-age=31536000, immutable" : "no-cache",
      );
      response.setHeader("Content-Security-Policy", policyOf(path));
    },
  });
  const notFound = policies.has("/404.html") ? readFileSync(join(folder, "404.html")) : "Not found.\n";
  const notFoundPolicy = policyOf("/404.html");
  return (request, response) =>
    files(request, response, () => {
      response.setHeader("Content-Security-Policy", notFoundPolicy);
      response.setHeader("Cache-Control", "no-cache");
      response.setHeader(
        "Content-Type",
        typeof notFound === "string" ? "text/plain; charset=utf-8" : "text/html; charset=utf-8",
      );
      response.writeHead(404);
      response.end(request.method === "HEAD" ? undefined : notFound);
    });
}
