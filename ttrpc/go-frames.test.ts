// Conversations between Go programs, with our server in the place of theirs and then our client.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createClient } from "./client.ts";
import { connect } from "./client-connection.ts";
import { encodeFrame } from "./frame.ts";
import { serve } from "./server.ts";
import type { Client } from "./service.ts";
import { StatusCode } from "./status.ts";
import { hex, ManualTransport, type Note, NotesDefinition, notes, settle, timers } from "./testing.test.ts";

interface Turn {
  from: "client" | "server";
  hex: string;
}

const folder = new URL("../fixtures/ttrpc/", import.meta.url);

function turnsOf(conversation: string): Turn[] {
  return JSON.parse(readFileSync(new URL(`${conversation}.json`, folder), "utf8"));
}

const note = (number: number, text = ""): Note => ({ number, text });

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** What the Go client called in each conversation, and what it got. */
const conversations: Record<string, (client: Client<typeof NotesDefinition>) => Promise<void>> = {
  async unary(client) {
    assert.deepEqual(await client.echo(note(5, "hi")), note(5, "hi"));
    assert.deepEqual(await client.echo(note(0)), note(0));
  },
  async metadata(client) {
    const answer = await client.look(note(0, "key"), { metadata: { Key: ["one", "two"] } });
    assert.deepEqual(answer, note(0, "one,two"));
  },
  async error(client) {
    const failure = { code: StatusCode.NOT_FOUND, message: "no such thing" };
    await assert.rejects(client.fail(note(5, "no such thing")), failure);
  },
  async "server-stream"(client) {
    const numbers: number[] = [];
    for await (const { number } of client.count(note(3))) numbers.push(number);
    assert.deepEqual(numbers, [1, 2, 3]);
  },
  async "server-stream-error"(client) {
    const answers = client.count(note(1, "then it broke"))[Symbol.asyncIterator]();
    assert.deepEqual(await answers.next(), { done: false, value: note(1) });
    await assert.rejects(answers.next(), { code: StatusCode.UNKNOWN, message: "then it broke" });
  },
  async "client-stream"(client) {
    assert.deepEqual(await client.total(each([note(1, "a"), note(2, "a"), note(3, "a")])), note(6, "aaa"));
  },
  async "both-stream"(client) {
    let answered = 0;
    const requests = async function* () {
      for (let n = 1; n <= 3; n++) {
        yield note(n);
        while (answered < n) await settle();
      }
    };
    for await (const { number } of client.chat(requests())) answered = number;
    assert.equal(answered, 3);
  },
};

/** What has been sent since the `from`th byte. */
function sentSince(transport: ManualTransport, from: number): string {
  return Buffer.concat(transport.frames.map(encodeFrame)).subarray(from).toString("hex");
}

/** Plays one side's turns; after each, our side must say what the other side said, byte for byte. */
async function play(transport: ManualTransport, turns: Turn[], played: Turn["from"]): Promise<void> {
  let sentBytes = 0;
  for (const turn of turns) {
    if (turn.from === played) {
      transport.arrive(hex(turn.hex));
      continue;
    }
    const lengthBytes = turn.hex.length / 2;
    while (sentSince(transport, sentBytes).length < turn.hex.length)
      await transport.sent(transport.frames.length + 1);
    assert.equal(sentSince(transport, sentBytes), turn.hex);
    sentBytes += lengthBytes;
  }
}

test("there is a conversation for each recording", () => {
  const recorded = readdirSync(folder).filter((name) => name.endsWith(".json"));
  assert.deepEqual(
    recorded.sort(),
    Object.keys(conversations)
      .map((name) => `${name}.json`)
      .sort(),
  );
});

for (const [name, talk] of Object.entries(conversations)) {
  test(`our server answers the Go client as the Go server did: ${name}`, async () => {
    const transport = new ManualTransport();
    const served = serve(transport, [notes()], { timers });
    await play(transport, turnsOf(name), "client");
    transport.end();
    await served;
  });

  test(`our client speaks to the Go server as the Go client did: ${name}`, async () => {
    const transport = new ManualTransport();
    const connection = connect(transport, { timers });
    const talking = talk(createClient(NotesDefinition, connection));
    await Promise.all([talking, play(transport, turnsOf(name), "server")]);
    connection.close();
  });
}
