import type { CallContext, CallOptions } from "./call.ts";

/** Turns messages into bytes and back. The message objects that ts-proto generates are codecs. */
export interface Codec<Message> {
  encode(message: Message): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
}

/** One method of a service: its name on the wire and its four kinds by which sides stream. */
export interface MethodDefinition<Request = unknown, Response = unknown> {
  readonly name: string;
  readonly requestType: Codec<Request>;
  readonly requestStream: boolean;
  readonly responseType: Codec<Response>;
  readonly responseStream: boolean;
}

/** A service as ts-proto describes it with `outputServices=generic-definitions`. */
export interface ServiceDefinition {
  readonly fullName: string;
  readonly methods: { readonly [name: string]: MethodDefinition };
}

type Decoded<Type> = Type extends { decode(bytes: Uint8Array): infer Message } ? Message : never;
type RequestOf<Method extends MethodDefinition> = Decoded<Method["requestType"]>;
type ResponseOf<Method extends MethodDefinition> = Decoded<Method["responseType"]>;

type Requests<Method extends MethodDefinition> = Method["requestStream"] extends true
  ? AsyncIterable<RequestOf<Method>>
  : RequestOf<Method>;

/**
 * The methods as a caller sees them. A call that streams responses is sent when its iteration begins, can be
 * iterated once, and is given up when the loop is left. Failed calls reject with TtrpcError.
 */
export type Client<Definition extends ServiceDefinition> = {
  readonly [Name in keyof Definition["methods"]]: (
    request: Requests<Definition["methods"][Name]>,
    options?: CallOptions,
  ) => Definition["methods"][Name]["responseStream"] extends true
    ? AsyncIterable<ResponseOf<Definition["methods"][Name]>>
    : Promise<ResponseOf<Definition["methods"][Name]>>;
};

/**
 * The methods as a server provides them. What is thrown becomes the call's status: a TtrpcError with its
 * code, anything else as UNKNOWN.
 */
export type Implementation<Definition extends ServiceDefinition> = {
  [Name in keyof Definition["methods"]]: (
    request: Requests<Definition["methods"][Name]>,
    context: CallContext,
  ) => Definition["methods"][Name]["responseStream"] extends true
    ? AsyncIterable<ResponseOf<Definition["methods"][Name]>>
    : Promise<ResponseOf<Definition["methods"][Name]>> | ResponseOf<Definition["methods"][Name]>;
};
