import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { test } from "node:test";
import { readConfiguration } from "../../lab-server/configuration.ts";
import { PortBusyError, startServer } from "../../lab-server/http/start-server.ts";
import { serverWithoutMachines } from "./server-without-machines.ts";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** fetch does not let a test choose the Host. */
function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "GET", ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("pages come with a policy that allows their own scripts alone", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const home = await ask(`${url}/`);
  assert.equal(home.status, 200);
  assert.match(String(home.headers["content-type"]), /^text\/html/);
  const hash = (script: string) => createHash("sha256").update(script).digest("base64");
  const policy = String(home.headers["content-security-policy"]);
  assert.ok(policy.includes(hash("one()")), policy);
  assert.ok(!policy.includes(hash("lost()")), policy);
  assert.equal(home.headers["x-content-type-options"], "nosniff");
  assert.equal(home.headers["cross-origin-opener-policy"], "same-origin");
  assert.equal(home.headers["referrer-policy"], "no-referrer");
  assert.equal(home.headers["cache-control"], "no-cache");
  const lesson = await ask(`${url}/en/`);
  assert.equal(lesson.status, 200);
  assert.ok(!String(lesson.headers["content-security-policy"]).includes("sha256-"));
});

test("files with hashed names are kept for ever, and sent compressed", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const script = await ask(`${url}/_astro/page.abc123.js`, { headers: { "accept-encoding": "br, gzip" } });
  assert.equal(script.headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(script.headers["content-encoding"], "br");
  const plain = await ask(`${url}/_astro/page.abc123.js`);
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.ok(plain.body.length > script.body.length);
});

test("an unknown path gets the site's own page for it, and nothing outside the site", async (t) => {
  const { url } = await serverWithoutMachines(t);
  for (const path of [
    "/nowhere",
    "/../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/en/..%2f..%2fx",
    "/%zz",
  ]) {
    const answer = await ask(`${url}${path}`);
    assert.equal(answer.status, 404, path);
    assert.match(answer.body, /Lost/);
  }
  assert.equal((await ask(`${url}/api/nothing`)).status, 404);
});

test("a name that is not ours is not answered, whatever is asked", async (t) => {
  const { url, port } = await serverWithoutMachines(t);
  for (const path of ["/", "/healthz", "/metrics", "/api/sessions"])
    assert.equal(
      (await ask(`${url}${path}`, { headers: { host: `rebound.example:${port}` } })).status,
      421,
      path,
    );
});

test("health and metrics are told to this computer, not to other sites", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const health = await ask(`${url}/healthz`);
  assert.deepEqual(JSON.parse(health.body), {
    ok: true,
    machines: { starting: 0, running: 0, frozen: 0 },
    accelerator: "emulation",
  });
  const metrics = await ask(`${url}/metrics`);
  for (const name of [
    'cloison_machines{state="running"} 0',
    "cloison_queue_length 0",
    "cloison_place_seconds_bucket",
    "cloison_check_seconds_bucket",
    "cloison_terminal_output_bytes_total 0",
    "process_resident_memory_bytes",
  ])
    assert.ok(metrics.body.includes(name), name);
  for (const path of ["/healthz", "/metrics"]) {
    for (const headers of [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }])
      assert.equal(
        (await ask(`${url}${path}`, { headers: { ...headers } as Record<string, string> })).status,
        403,
      );
    const own = await ask(`${url}${path}`, { headers: { "sec-fetch-site": "same-origin" } });
    assert.equal(own.status, 200);
    assert.equal(own.headers["access-control-allow-origin"], undefined);
  }
});

test("a session is given to pages of ours only", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const asking = (origin?: string) =>
    ask(`${url}/api/sessions`, { method: "POST", headers: origin ? { origin } : {} });
  assert.equal((await asking()).status, 403);
  assert.equal((await asking("http://evil.example")).status, 403);
  const given = await asking(url);
  assert.equal(given.status, 201);
  assert.equal(given.headers["cache-control"], "no-store");
  const { token } = JSON.parse(given.body);
  const told = (authorization: string) => ask(`${url}/api/sessions`, { headers: { authorization } });
  assert.equal((await told(`Bearer ${token}`)).status, 204);
  assert.equal((await told("Bearer wrong")).status, 401);
  assert.equal((await ask(`${url}/api/sessions`, { method: "DELETE" })).status, 405);
  assert.equal((await ask(`${url}/`, { method: "POST" })).status, 405);
});

test("too many new sessions from one address are put off", async (t) => {
  const { url } = await serverWithoutMachines(t, { sessionsPerMinute: 3 });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++)
    statuses.push((await ask(`${url}/api/sessions`, { method: "POST", headers: { origin: url } })).status);
  assert.deepEqual(statuses, [201, 201, 201, 429]);
});

test("beyond the limit of sessions the one longest unseen is forgotten", async (t) => {
  const { url } = await serverWithoutMachines(t, { maxSessions: 2 });
  const tokens: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { body } = await ask(`${url}/api/sessions`, { method: "POST", headers: { origin: url } });
    tokens.push(JSON.parse(body).token);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const statuses: number[] = [];
  for (const token of tokens)
    statuses.push(
      (await ask(`${url}/api/sessions`, { headers: { authorization: `Bearer ${token}` } })).status,
    );
  assert.deepEqual(statuses, [401, 204, 204]);
});

test("a busy port is named, together with the way out", async (t) => {
  const { port } = await serverWithoutMachines(t);
  let isClosed = false;
  await assert.rejects(
    startServer({
      configuration: { ...readConfiguration({}), port },
      machines: { close: async () => (isClosed = true) } as never,
      siteFolder: "/nonexistent",
      databaseFile: ":memory:",
      accelerator: "emulation",
      log: () => {},
    }),
    (error) =>
      error instanceof PortBusyError &&
      error.message.includes(`Port ${port}`) &&
      error.message.includes(`CLOISON_PORT=${port + 1} npm start`),
  );
  assert.equal(isClosed, false, "the machines stay with whoever opened them");
});
