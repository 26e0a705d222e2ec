import { createHash } from "node:crypto";

/** Types of script elements that hold data and are never run. */
const isData = /\btype\s*=\s*["']?(application\/(ld\+)?json|speculationrules|importmap-shim)\b/i;

/** The source expressions of the scripts written into a page, which are the only inline ones it may run. */
export function inlineScriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, attributes = "", body = ""] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)) {
    if (/\bsrc\s*=/i.test(attributes) || isData.test(attributes)) continue;
    // The browser hashes the text as parsed, in which line ends are normalised.
    const text = body.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    hashes.add(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  }
  return [...hashes].sort();
}

/**
 * The policy of a page: its own scripts, nothing from elsewhere. Styles may be inline, because the terminal
 * writes its colours into style elements at run time; `wasm-unsafe-eval` is for the search index, and does
 * not allow eval of JavaScript.
 */
export function contentSecurityPolicy(html: string, options: { webSocketSources: string[] }): string {
  const scripts = ["'self'", "'wasm-unsafe-eval'", ...inlineScriptHashes(html)];
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "media-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${options.webSocketSources.join(" ")}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}
