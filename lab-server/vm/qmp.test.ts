import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Qmp, type QmpEvent } from "./qmp.ts";
import { qemuProgram } from "./start-qemu.ts";

const folder = mkdtempSync(join(tmpdir(), "cloison-qmp-"));
after(() => rmSync(folder, { recursive: true, force: true }));

describe("Qmp with a real QEMU", () => {
  const path = join(folder, "real.sock");
  const qemu = spawn(
    qemuProgram,
    ["-machine", "none", "-nodefaults", "-display", "none", "-qmp", `unix:${path},server=on,wait=off`],
    { stdio: "ignore" },
  );
  after(() => qemu.kill("SIGKILL"));

  it("waits for the socket, runs commands and hears events", async () => {
    const qmp = await Qmp.connect(path, { timeoutMs: 20_000 });
    const events: QmpEvent[] = [];
    qmp.onEvent((event) => events.push(event));
    assert.deepEqual((await qmp.execute("query-status")).status, "running");
    await qmp.execute("stop");
    assert.deepEqual(
      events.map(({ event }) => event),
      ["STOP"],
    );
    qmp.close();
  });

  it("can be followed by another client", async () => {
    const qmp = await Qmp.connect(path, { timeoutMs: 5000 });
    assert.equal((await qmp.execute("query-status")).status, "paused");
    qmp.close();
  });

  it("rejects with QEMU's words", async () => {
    const qmp = await Qmp.connect(path, { timeoutMs: 5000 });
    await assert.rejects(
      qmp.execute("migrate-incoming", { arguments: { uri: "file:/nothing" } }),
      /Cannot run migrate-incoming in QEMU: '-incoming' was not specified/,
    );
    qmp.close();
  });

  it("tells when QEMU ends, and rejects what waits", async () => {
    const qmp = await Qmp.connect(path, { timeoutMs: 5000 });
    qemu.kill("SIGKILL");
    const waiting = qmp.execute("query-status");
    await assert.rejects(waiting, /Cannot run query-status in QEMU/);
    await qmp.closed;
    await assert.rejects(qmp.execute("stop"), /Cannot run stop in QEMU/);
  });
});

describe("Qmp with a QEMU that has been taken over", () => {
  /** Serves one connection: greets, accepts the negotiation, then does as told. */
  async function connectTo(name: string, then: (socket: Socket) => void): Promise<Qmp> {
    const path = join(folder, name);
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
      socket.once("data", () => {
        socket.write('{"return": {}, "id": 1}\r\n');
        socket.once("data", () => then(socket));
      });
      server.close();
    }).listen(path);
    await once(server, "listening");
    return Qmp.connect(path, { timeoutMs: 2000 });
  }

  it("gives up on a line without end", async () => {
    const qmp = await connectTo("endless.sock", (socket) => {
      const chunk = "x".repeat(16_384);
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", more);
      more();
    });
    await assert.rejects(qmp.execute("stop"), /a line of more than 65536 bytes/);
    await qmp.closed;
  });

  for (const [name, line] of [
    ["text", "hello"],
    ["null", "null"],
  ] as const) {
    it(`gives up on ${name}`, async () => {
      const qmp = await connectTo(`${name}.sock`, (socket) => socket.write(`${line}\n`));
      await assert.rejects(qmp.execute("stop"), /QEMU sent/);
    });
  }

  it("takes answers to questions that nobody asked for nothing", async () => {
    const qmp = await connectTo("stray.sock", (socket) =>
      socket.write('{"return": 1, "id": 99}\n{"error": 5, "id": 2}\n{"event": 7}\n{"id": "a"}\n'),
    );
    await assert.rejects(qmp.execute("stop"), /it gave no reason/);
    qmp.close();
  });

  it("waits no longer than it should", async () => {
    const qmp = await connectTo("silent.sock", () => {});
    await assert.rejects(qmp.execute("stop", { timeoutMs: 30 }), /no answer within 30 ms/);
    qmp.close();
  });

  it("waits for a greeting no longer than it should", async () => {
    const path = join(folder, "mute.sock");
    const server = createServer((socket) => socket.on("error", () => {})).listen(path);
    await once(server, "listening");
    await assert.rejects(Qmp.connect(path, { timeoutMs: 50 }), (error: Error) => {
      assert.match(error.message, /Cannot connect to QEMU at .*mute\.sock/);
      return true;
    });
    server.close();
  });
});
