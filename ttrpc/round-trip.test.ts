// Client and server over real unix sockets: every kind of call, and every way in which one may end.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createClient } from "./client.ts";
import { type ConnectOptions, connect } from "./client-connection.ts";
import { MAX_MESSAGE_BYTES } from "./frame.ts";
import { type ServeOptions, serve } from "./server.ts";
import type { Implementation } from "./service.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import {
  Cancellations,
  type Note,
  NotesDefinition,
  notes,
  settle,
  socketPair,
  timers,
} from "./testing.test.ts";

interface Options {
  client?: Partial<ConnectOptions>;
  server?: Partial<ServeOptions>;
  implementation?: Partial<Implementation<typeof NotesDefinition>>;
}

async function start(t: TestContext, { client, server, implementation }: Options = {}) {
  const pair = await socketPair();
  const cancellations = new Cancellations();
  const served = serve(pair.server, [notes(cancellations, implementation)], { timers, ...server });
  const connection = connect(pair.client, { timers, ...client });
  t.after(async () => {
    connection.close();
    await connection.ended;
    await served;
    pair.close();
  });
  return { ...pair, served, connection, cancellations, client: createClient(NotesDefinition, connection) };
}

const note = (number = 0, text = ""): Note => ({ number, text });

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const hasCode = (code: StatusCode) => (error: unknown) => {
  assert.ok(error instanceof TtrpcError, String(error));
  assert.equal(error.code, code, error.message);
  return true;
};

test("a unary call brings its answer, empty messages too", async (t) => {
  const { client } = await start(t);
  assert.deepEqual(await client.echo(note(5, "héé")), note(5, "héé"));
  assert.deepEqual(await client.echo(note()), note());
});

test("a stream of answers comes whole, in order, also an empty one", async (t) => {
  const { client } = await start(t);
  const numbers = (await collect(client.count(note(300)))).map(({ number }) => number);
  assert.deepEqual(
    numbers,
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
  assert.deepEqual(await collect(client.count(note(0))), []);
});

test("a stream of requests is answered once, also an empty one", async (t) => {
  const { client } = await start(t);
  assert.deepEqual(await client.total(each([note(1, "a"), note(), note(2, "b")])), note(3, "ab"));
  assert.deepEqual(await client.total(each([])), note());
});

test("both sides stream, each at its own pace", async (t) => {
  const { client } = await start(t);
  const sent = Array.from({ length: 200 }, (_, index) => note(index));
  assert.deepEqual(await collect(client.chat(each(sent))), sent);

  // An answer is there before the next request is made.
  let answered = 0;
  const requests = async function* () {
    for (let n = 1; n <= 3; n++) {
      yield note(n);
      while (answered < n) await settle();
    }
  };
  for await (const answer of client.chat(requests())) answered = answer.number;
  assert.equal(answered, 3);
});

test("errors carry their code and message, unknown ones become UNKNOWN", async (t) => {
  const { client } = await start(t, {
    implementation: {
      wait: () => {
        throw new RangeError("not one of ours");
      },
    },
  });
  await assert.rejects(client.fail(note(StatusCode.NOT_FOUND, "no such thing")), {
    code: StatusCode.NOT_FOUND,
    message: "no such thing",
  });
  await assert.rejects(client.wait(note()), { code: StatusCode.UNKNOWN, message: "not one of ours" });
});

test("a stream that fails brings what came before", async (t) => {
  const { client } = await start(t);
  const numbers: number[] = [];
  await assert.rejects(
    async () => {
      for await (const { number } of client.count(note(3, "then it broke"))) numbers.push(number);
    },
    { code: StatusCode.UNKNOWN, message: "then it broke" },
  );
  assert.deepEqual(numbers, [1, 2, 3]);
});

test("metadata and the deadline reach the implementation", async (t) => {
  const { client } = await start(t);
  const metadata = { Key: ["one", "two"] };
  assert.deepEqual(
    await client.look(note(0, "key"), { metadata, timeoutMs: 60_000 }),
    note(60_000, "one,two"),
  );
  assert.deepEqual(await client.look(note(0, "__proto__")), note(0, "(absent)"));
});

test("at the deadline the caller gets DEADLINE_EXCEEDED and the implementation is cancelled", async (t) => {
  const { client, cancellations } = await start(t);
  await assert.rejects(client.wait(note(), { timeoutMs: 30 }), hasCode(StatusCode.DEADLINE_EXCEEDED));
  await cancellations.until(1);
  assert.ok(hasCode(StatusCode.DEADLINE_EXCEEDED)(cancellations.seen[0]));
  assert.deepEqual(await client.echo(note(1)), note(1), "the connection lives on");
});

test("the server answers at the deadline itself, even for an implementation that does not listen", async (t) => {
  // A client without a clock of its own, so that the answer is the server's.
  const stoppedClock = { setTimeout: () => 0, clearTimeout: () => {} };
  const pair = await socketPair();
  t.after(pair.close);
  void serve(pair.server, [notes(undefined, { wait: () => new Promise(() => {}) })], { timers });
  const client = createClient(NotesDefinition, connect(pair.client, { timers: stoppedClock }));
  await assert.rejects(client.wait(note(), { timeoutMs: 20 }), {
    code: StatusCode.DEADLINE_EXCEEDED,
    message: /test\.Notes\/Wait was not done/,
  });
});

test("a deadline ends a stream of answers on both sides", async (t) => {
  let cleanedUp = false;
  const { client } = await start(t, {
    implementation: {
      async *count(_request, { signal }) {
        try {
          for (let n = 0; !signal.aborted; n++) {
            yield note(n);
            await settle();
          }
        } finally {
          cleanedUp = true;
        }
      },
    },
  });
  await assert.rejects(
    collect(client.count(note(), { timeoutMs: 30 })),
    hasCode(StatusCode.DEADLINE_EXCEEDED),
  );
  while (!cleanedUp) await settle();
});

test("a timeout that has passed or is no number is refused before anything is sent", async (t) => {
  const { client, clientSocket } = await start(t);
  await assert.rejects(client.echo(note(), { timeoutMs: 0 }), hasCode(StatusCode.DEADLINE_EXCEEDED));
  await assert.rejects(client.echo(note(), { timeoutMs: Number.NaN }), hasCode(StatusCode.INVALID_ARGUMENT));
  await assert.rejects(client.echo(note(), { signal: AbortSignal.abort() }), hasCode(StatusCode.CANCELLED));
  assert.equal(clientSocket.bytesWritten, 0);
});

test("an AbortSignal ends a call with CANCELLED and its reason; the late answer is dropped", async (t) => {
  let answer: (value: Note) => void = () => {};
  const { client } = await start(t, {
    implementation: {
      wait: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    },
  });
  const controller = new AbortController();
  const call = client.wait(note(), { signal: controller.signal });
  await client.echo(note());
  controller.abort(new Error("the student left"));
  await assert.rejects(call, (error: Error) => {
    assert.equal((error.cause as Error).message, "the student left");
    return hasCode(StatusCode.CANCELLED)(error);
  });
  answer(note(1));
  assert.deepEqual(await client.echo(note(2)), note(2));
});

test("leaving a stream of answers frees it, and the rest is dropped", async (t) => {
  const { client } = await start(t, { client: { maxCalls: 1 } });
  for await (const { number } of client.count(note(50))) if (number === 3) break;
  assert.deepEqual(await client.echo(note(1)), note(1), "there is a place for a call again");
});

test("a source of requests that fails fails the call; one that is not needed any more is told", async (t) => {
  const { client } = await start(t, { implementation: { total: () => note(7) } });
  const failing = async function* () {
    yield note(1);
    throw new Error("the source dried up");
  };
  await assert.rejects(collect(client.chat(failing())), /the source dried up/);

  let isLeft = false;
  const endless = async function* () {
    try {
      for (;;) {
        yield note(1);
        await settle();
      }
    } finally {
      isLeft = true;
    }
  };
  assert.deepEqual(await client.total(endless()), note(7), "answered without waiting for the end");
  while (!isLeft) await settle();
  assert.deepEqual(await client.echo(note(2)), note(2));
});

test("100 calls at once, each gets its own answer", async (t) => {
  const { client } = await start(t, {
    implementation: {
      // The later a call comes, the sooner it is answered.
      echo: async (request) => {
        for (let turns = request.number; turns < 100; turns++) await settle();
        return request;
      },
    },
  });
  const calls = Array.from({ length: 100 }, (_, index) => client.echo(note(index, "x".repeat(index * 50))));
  const answers = await Promise.all(calls);
  answers.forEach((answer, index) => {
    assert.deepEqual(answer, note(index, "x".repeat(index * 50)));
  });
});

test("too many calls are refused on either side, and fewer are taken again", async (t) => {
  const { client, cancellations } = await start(t, { client: { maxCalls: 3 }, server: { maxCalls: 2 } });
  const waiting = Promise.allSettled([1, 2].map(() => client.wait(note(), { timeoutMs: 40 })));
  const refused = client.echo(note());
  await assert.rejects(client.echo(note()), { code: StatusCode.RESOURCE_EXHAUSTED, message: /under way/ });
  await assert.rejects(refused, { code: StatusCode.RESOURCE_EXHAUSTED, message: /being answered/ });
  for (const call of await waiting) {
    assert.ok(call.status === "rejected" && hasCode(StatusCode.DEADLINE_EXCEEDED)(call.reason));
  }
  await cancellations.until(2);
  await settle();
  assert.deepEqual(await client.echo(note(3)), note(3));
});

test("a message at the limit passes, one over it is refused before it is sent", async (t) => {
  const { client, clientSocket } = await start(t);
  // Beside the text, the envelopes and the message take less than 100 bytes.
  const largest = "x".repeat(MAX_MESSAGE_BYTES - 100);
  assert.equal((await client.echo(note(1, largest))).text.length, largest.length);
  const sentBytes = clientSocket.bytesWritten;
  const tooLarge = "x".repeat(MAX_MESSAGE_BYTES);
  await assert.rejects(client.echo(note(1, tooLarge)), hasCode(StatusCode.RESOURCE_EXHAUSTED));
  assert.equal(clientSocket.bytesWritten, sentBytes);
  await assert.rejects(
    client.total(each([note(1), note(1, tooLarge)])),
    hasCode(StatusCode.RESOURCE_EXHAUSTED),
  );
  assert.deepEqual(await client.echo(note(1)), note(1));
});

test("an answer over the limit becomes RESOURCE_EXHAUSTED, also within a stream", async (t) => {
  const { client } = await start(t);
  await assert.rejects(client.fill(note(MAX_MESSAGE_BYTES)), hasCode(StatusCode.RESOURCE_EXHAUSTED));
  const { client: other } = await start(t, {
    implementation: {
      async *count() {
        yield note(1);
        yield note(2, "x".repeat(MAX_MESSAGE_BYTES));
      },
    },
  });
  await assert.rejects(collect(other.count(note())), hasCode(StatusCode.RESOURCE_EXHAUSTED));
  assert.deepEqual(await other.echo(note(1)), note(1));
});

test("a peer that vanishes fails every pending call with UNAVAILABLE", async (t) => {
  const { client, connection, serverSocket } = await start(t);
  const pending = [
    client.wait(note()),
    client.wait(note(), { timeoutMs: 60_000 }),
    collect(client.chat(forever())),
    client.total(forever()),
  ];
  await client.echo(note());
  serverSocket.destroy();
  for (const call of await Promise.allSettled(pending)) {
    assert.ok(call.status === "rejected" && hasCode(StatusCode.UNAVAILABLE)(call.reason));
  }
  await connection.ended;
  assert.equal(connection.failure?.code, StatusCode.UNAVAILABLE);
  await assert.rejects(client.echo(note()), hasCode(StatusCode.UNAVAILABLE));
});

async function* forever(): AsyncGenerator<Note> {
  await new Promise(() => {});
}

test("a caller that vanishes cancels every implementation, and serve ends", async (t) => {
  const { client, clientSocket, served, cancellations } = await start(t);
  const calls = Promise.allSettled([client.wait(note()), client.wait(note())]);
  await client.echo(note());
  clientSocket.destroy();
  await served;
  await cancellations.until(2);
  for (const call of await calls) {
    assert.ok(call.status === "rejected" && hasCode(StatusCode.UNAVAILABLE)(call.reason));
  }
});

test("close ends both sides; the server's signal does too", async (t) => {
  const first = await start(t);
  first.connection.close();
  first.connection.close();
  await first.connection.ended;
  await first.served;
  assert.match(first.connection.failure?.message ?? "", /on this side/);

  const stop = new AbortController();
  const second = await start(t, { server: { signal: stop.signal } });
  const rejected = assert.rejects(second.client.wait(note()), hasCode(StatusCode.UNAVAILABLE));
  await second.client.echo(note());
  stop.abort();
  await second.served;
  await rejected;
});

test("serve ends cleanly when the stream ends inside a frame", async (t) => {
  const { clientSocket, served } = await start(t);
  clientSocket.end(Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 10, 11));
  await served;
});

test("a slow reader of answers slows the server down, and memory stays bounded", async (t) => {
  let produced = 0;
  const text = "x".repeat(100_000);
  const { client } = await start(t, {
    client: { stallMs: 10_000 },
    implementation: {
      async *count() {
        for (; produced < 500; produced++) yield note(produced, text);
      },
    },
  });
  const answers = client.count(note())[Symbol.asyncIterator]();
  await answers.next();
  for (let last = -1; last !== produced; ) {
    last = produced;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(produced < 60, `${produced} of 500 were made for a reader that took one`);
  let count = 1;
  while (!(await answers.next()).done) count += 1;
  assert.equal(count, 500, "and all of them arrive when it reads on");
});

test("a stream that nobody reads is given up; calls beside it go on", async (t) => {
  const text = "x".repeat(100_000);
  const { client } = await start(t, {
    client: { stallMs: 50 },
    implementation: {
      async *count() {
        for (let n = 0; n < 500; n++) yield note(n, text);
      },
    },
  });
  const stuck = client.count(note())[Symbol.asyncIterator]();
  await stuck.next();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(await client.echo(note(4)), note(4));
  await assert.rejects(async () => {
    while (!(await stuck.next()).done);
  }, hasCode(StatusCode.RESOURCE_EXHAUSTED));
});

test("requests that an implementation does not read are given up likewise", async (t) => {
  const { client } = await start(t, {
    server: { stallMs: 50 },
    implementation: { total: () => new Promise(() => {}) },
  });
  const flood = Array.from({ length: 100 }, () => note(1, "x".repeat(100_000)));
  const [total, echo] = await Promise.allSettled([client.total(each(flood)), client.echo(note(5))]);
  assert.ok(total.status === "rejected" && hasCode(StatusCode.RESOURCE_EXHAUSTED)(total.reason));
  assert.ok(echo.status === "fulfilled" && echo.value.number === 5);
});

test("what is not served is UNIMPLEMENTED", async (t) => {
  const { connection, client } = await start(t);
  const { echo } = NotesDefinition.methods;
  const other = { fullName: "test.Other", methods: { echo } } as const;
  await assert.rejects(createClient(other, connection).echo(note()), hasCode(StatusCode.UNIMPLEMENTED));
  const nope = { fullName: "test.Notes", methods: { echo: { ...echo, name: "Nope" } } } as const;
  await assert.rejects(createClient(nope, connection).echo(note()), hasCode(StatusCode.UNIMPLEMENTED));
  assert.deepEqual(await client.echo(note(1)), note(1));
});

test("services that cannot be served are refused at once", async (t) => {
  const { server, close } = await socketPair();
  t.after(close);
  assert.throws(() => serve(server, [notes(), notes()], { timers }), /test\.Notes twice/);
  const incomplete = { ...notes(), implementation: {} };
  assert.throws(() => serve(server, [incomplete], { timers }), /lacks the method echo/);
});
