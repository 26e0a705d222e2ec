import type { CallOptions } from "./call.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ClientStream } from "./outgoing-call.ts";
import type { Client, Codec, MethodDefinition, ServiceDefinition } from "./service.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import { untilCancelled } from "./until-cancelled.ts";

type Method = (request: unknown, options?: CallOptions) => unknown;

/** The typed methods of a service, called over a connection. Any number of clients may share one. */
export function createClient<Definition extends ServiceDefinition>(
  definition: Definition,
  connection: ClientConnection,
): Client<Definition> {
  const client: Record<string, Method> = {};
  for (const [name, method] of Object.entries(definition.methods)) {
    const begin = (request: unknown, options: CallOptions | undefined) =>
      beginCall({ service: definition.fullName, method, connection }, request, options);
    client[name] = method.responseStream
      ? (request, options) => readStream(method, () => begin(request, options))
      : (request, options) => readOne(method, () => begin(request, options));
  }
  return client as Client<Definition>;
}

function beginCall(
  target: { service: string; method: MethodDefinition; connection: ClientConnection },
  request: unknown,
  options: CallOptions | undefined,
): ClientStream {
  const { service, method, connection } = target;
  const payload = method.requestStream ? new Uint8Array(0) : method.requestType.encode(request).finish();
  const { requestStream, responseStream } = method;
  const stream = connection.open(
    { service, method: method.name, requestStream, responseStream, payload },
    options,
  );
  if (requestStream) void sendAll(request as AsyncIterable<unknown>, method.requestType, stream);
  return stream;
}

/** Sends a stream of requests to its end, or until the call is over. */
async function sendAll(requests: AsyncIterable<unknown>, codec: Codec<unknown>, stream: ClientStream) {
  let iterator: AsyncIterator<unknown> | undefined;
  try {
    iterator = requests[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await untilCancelled(iterator.next(), stream.over);
      if (done) break;
      await stream.send(codec.encode(value).finish());
    }
    await stream.closeSend();
  } catch (error) {
    // When the call is over its caller has, or will read, the result; only the source must still be told.
    if (!stream.over.aborted) stream.abandon(TtrpcError.from(error));
    iterator?.return?.().then(undefined, () => {});
  }
}

async function readOne(method: MethodDefinition, begin: () => ClientStream): Promise<unknown> {
  const payload = await begin().receive();
  if (payload) return decode(method, payload);
  throw new TtrpcError(StatusCode.INTERNAL, `${method.name} was ended by the peer without an answer`);
}

async function* readStream(method: MethodDefinition, begin: () => ClientStream): AsyncGenerator<unknown> {
  const stream = begin();
  try {
    for (;;) {
      const payload = await stream.receive();
      if (!payload) return;
      yield decode(method, payload);
    }
  } finally {
    stream.abandon(new TtrpcError(StatusCode.CANCELLED, `${method.name} was left by its reader`));
  }
}

function decode(method: MethodDefinition, payload: Uint8Array): unknown {
  try {
    return method.responseType.decode(payload);
  } catch (cause) {
    throw new TtrpcError(StatusCode.INTERNAL, `Cannot decode the answer of ${method.name}`, { cause });
  }
}
