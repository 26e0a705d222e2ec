import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError, readConfiguration } from "./configuration.ts";

test("an empty environment gives a server for this computer alone", () => {
  const configuration = readConfiguration({ CLOISON_PORT: "" });
  assert.equal(configuration.host, "127.0.0.1");
  assert.equal(configuration.port, 4108);
  assert.equal(configuration.origins, undefined);
  assert.equal(configuration.idleMinutes, 30);
  assert.equal(configuration.maxMachines, undefined);
  assert.equal(configuration.keepMachines, false);
});

test("every variable is taken up", () => {
  const configuration = readConfiguration({
    CLOISON_HOST: "0.0.0.0",
    CLOISON_PORT: "80",
    CLOISON_ORIGINS: "https://labs.example.org, http://10.0.0.7:4108/",
    CLOISON_IDLE_MINUTES: "5",
    CLOISON_MAX_MACHINES: "12",
    CLOISON_POOL: "2",
    CLOISON_MAX_SESSIONS: "7",
    CLOISON_SESSIONS_PER_MINUTE: "8",
    CLOISON_FREEZE_SECONDS: "9",
    CLOISON_QUEUE_SECONDS: "10",
    CLOISON_KEEP_MACHINES: "1",
  });
  assert.deepEqual(configuration, {
    host: "0.0.0.0",
    port: 80,
    origins: ["https://labs.example.org", "http://10.0.0.7:4108"],
    idleMinutes: 5,
    maxMachines: 12,
    pool: 2,
    maxSessions: 7,
    sessionsPerMinute: 8,
    freezeSeconds: 9,
    queueSeconds: 10,
    keepMachines: true,
  });
});

test("what cannot be used is named together with the remedy", () => {
  const refused: [Record<string, string>, RegExp][] = [
    [{ CLOISON_PORT: "65536" }, /^CLOISON_PORT must be a port, a whole number from 0 to 65535\.$/],
    [{ CLOISON_PORT: "-1" }, /CLOISON_PORT/],
    [{ CLOISON_PORT: "1e3" }, /CLOISON_PORT/],
    [{ CLOISON_IDLE_MINUTES: "0" }, /CLOISON_IDLE_MINUTES .* from 1 to 1440/],
    [{ CLOISON_ORIGINS: "labs.example.org" }, /CLOISON_ORIGINS .*https:\/\/labs/],
    [{ CLOISON_ORIGINS: "https://labs.example.org/path" }, /CLOISON_ORIGINS/],
    [{ CLOISON_ORIGINS: "*" }, /CLOISON_ORIGINS/],
    [{ CLOISON_ORIGINS: "," }, /at least one origin/],
    [{ CLOISON_KEEP_MACHINES: "yes" }, /CLOISON_KEEP_MACHINES must be 0 or 1/],
    [{ CLOISON_HOST: "0.0.0.0" }, /CLOISON_HOST is 0\.0\.0\.0.*set CLOISON_ORIGINS/],
  ];
  for (const [environment, message] of refused)
    assert.throws(
      () => readConfiguration(environment),
      (error) => error instanceof ConfigurationError && message.test(error.message),
      JSON.stringify(environment),
    );
});

test("two wrong variables are both named", () => {
  assert.throws(
    () => readConfiguration({ CLOISON_PORT: "x", CLOISON_POOL: "y" }),
    /CLOISON_PORT[\s\S]*CLOISON_POOL/,
  );
});
