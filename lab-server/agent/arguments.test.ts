import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArguments } from "./arguments.ts";

test("an address is a port or a socket", () => {
  assert.deepEqual(parseArguments([]), { port: "/dev/virtio-ports/org.cloison.agent" });
  assert.deepEqual(parseArguments(["--port", "/dev/vport0p2"]), { port: "/dev/vport0p2" });
  assert.deepEqual(parseArguments(["--socket", "/run/a"]), { socket: "/run/a" });
});

test("anything else is told how it should be", () => {
  for (const words of [["--help"], ["--port"], ["--port", ""], ["--port", "a", "b"], ["a", "b"]]) {
    assert.throws(() => parseArguments(words), /Usage: cloison-agent/);
  }
});
