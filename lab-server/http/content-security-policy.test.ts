import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { contentSecurityPolicy, inlineScriptHashes } from "./content-security-policy.ts";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("inline scripts are allowed one by one, scripts of files and data need nothing", () => {
  const html = `<!doctype html><script>alert("<b>")</script>
    <script type="module" >
import "/x.js";
</script>
    <script src="/a.js"></script><SCRIPT>two()</SCRIPT ><script>two()</script>
    <script type="application/ld+json">{"a":1}</script>`;
  assert.deepEqual(
    inlineScriptHashes(html),
    [hash('alert("<b>")'), hash('\nimport "/x.js";\n'), hash("two()")].sort(),
  );
});

test("a known vector of the specification: the empty script", () => {
  assert.deepEqual(inlineScriptHashes("<script></script>"), [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  ]);
});

test("the policy never allows inline scripts at large, eval, frames or other hosts", () => {
  const policy = contentSecurityPolicy("<script>one()</script>", {
    webSocketSources: ["ws://localhost:4108"],
  });
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
  assert.ok(scripts.includes(hash("one()")));
  assert.doesNotMatch(scripts, /unsafe-inline|'unsafe-eval'|\*|https?:/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'self' ws:\/\/localhost:4108;/);
});
