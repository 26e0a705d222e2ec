import assert from "node:assert/strict";
import { type Duplex, duplexPair } from "node:stream";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { serve, service } from "../../ttrpc/server.ts";
import type { Implementation } from "../../ttrpc/service.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { AgentDefinition } from "../agent/generated/agent.ts";
import type { Machines } from "../vm/machines.ts";
import { agentTransport } from "./agent-transport.ts";
import { AgentLostError, MachineAgent } from "./machine-agent.ts";

/** An agent that answers pings, on streams that a test can cut. */
function pingable() {
  const streams: Duplex[] = [];
  let isReachable = true;
  const implementation = new Proxy({} as Implementation<typeof AgentDefinition>, {
    get: (_, method) => {
      if (method === "ping") return () => ({ version: "1", bootId: `boot ${streams.length}` });
      if (method === "watchEvents") return async function* () {};
      return () => Promise.reject(new TtrpcError(StatusCode.UNIMPLEMENTED, "Not part of this test"));
    },
    has: () => true,
  });
  const machines = {
    async attach() {
      if (!isReachable) throw new Error("The machine is gone");
      const [ours, theirs] = duplexPair();
      streams.push(ours);
      void serve(agentTransport(theirs), [service(AgentDefinition, implementation)], {
        timers: { setTimeout, clearTimeout },
      });
      return ours;
    },
  } as unknown as Machines;
  return {
    machines,
    cut: () => streams.at(-1)?.destroy(),
    end: () => {
      isReachable = false;
      streams.at(-1)?.destroy();
    },
    get links() {
      return streams.length;
    },
  };
}

function newAgent(machines: Machines, onLost: (error: Error) => void = () => {}) {
  let prepared = 0;
  const agent = new MachineAgent({
    machines,
    machineId: "m",
    prepare: async (client) => {
      await client.ping({});
      prepared += 1;
    },
    pulse: async (client) => {
      await client.ping({});
    },
    onLost,
    retryDelaysMs: [10, 20, 40],
  });
  return { agent, prepared: () => prepared };
}

test("a link that breaks is made anew, and prepared before anybody may call", async () => {
  const guest = pingable();
  const { agent, prepared } = newAgent(guest.machines);
  await agent.attach();
  assert.equal(prepared(), 1);
  assert.equal(agent.isLinked, true);
  assert.equal((await (await agent.client()).ping({})).version, "1");
  guest.cut();
  await sleep(5);
  const client = await agent.client();
  assert.equal(prepared(), 2);
  assert.equal((await client.ping({})).bootId, "boot 2");
  agent.dispose();
});

test("while it is let go callers wait, and go on with the next attach", async () => {
  const guest = pingable();
  const { agent } = newAgent(guest.machines);
  await agent.attach();
  await agent.detach();
  assert.equal(agent.isLinked, false);
  let answered = false;
  const waiting = agent.client().then(() => {
    answered = true;
  });
  await sleep(100);
  assert.equal(answered, false);
  assert.equal(guest.links, 1, "no link is made that nobody wants");
  await agent.attach();
  await waiting;
  agent.dispose();
});

test("whoever waits when the machine is given up is told", async () => {
  const guest = pingable();
  const { agent } = newAgent(guest.machines);
  await agent.attach();
  await agent.detach();
  const waiting = agent.client();
  agent.dispose();
  await assert.rejects(waiting, AgentLostError);
  await assert.rejects(agent.client(), AgentLostError);
});

test("an agent that cannot be reached any more is reported once", async () => {
  const guest = pingable();
  const lost: Error[] = [];
  const { agent } = newAgent(guest.machines, (error) => lost.push(error));
  await agent.attach();
  guest.end();
  await sleep(5);
  await assert.rejects(agent.client(), AgentLostError);
  assert.equal(lost.length, 1);
  assert.match(String(lost[0]?.cause), /gone/);
});
