import type { DbusValue, Variant } from "./dbus-value.ts";
import { marshal } from "./marshal.ts";
import { unmarshal } from "./unmarshal.ts";

/** Of the specification, "Message Format". */
export const MessageType = { call: 1, reply: 2, error: 3, signal: 4 } as const;

const Field = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  signature: 8,
} as const;

/** Before the header's fields: byte order, type, flags, version, length of the body, serial, length of the fields. */
const fixedBytes = 16;
/** The specification's own limit is larger; what systemd answers us is short. */
const mostBytes = 16 * 1024 * 1024;
const littleEndian = 0x6c; // l
const version = 1;

/** A method to be called. */
export interface MethodCall {
  destination?: string | undefined;
  path: string;
  interface: string;
  member: string;
  signature: string;
  arguments: readonly DbusValue[];
}

export interface Message {
  type: number;
  /** Of a reply or an error: the serial of its call. */
  replySerial: number | undefined;
  path: string | undefined;
  interface: string | undefined;
  member: string | undefined;
  errorName: string | undefined;
  values: DbusValue[];
}

/** Writes a call as it is sent. `serial` is not 0 and tells its reply from others. */
export function encodeCall(call: MethodCall, serial: number): Uint8Array {
  const body = marshal(call.signature, call.arguments);
  const fields: DbusValue[] = [];
  const add = (code: number, signature: string, value: string | undefined) => {
    if (value) fields.push([code, { signature, value }]);
  };
  add(Field.path, "o", call.path);
  add(Field.member, "s", call.member);
  add(Field.interface, "s", call.interface);
  add(Field.destination, "s", call.destination);
  add(Field.signature, "g", call.signature);
  const head = marshal("yyyyuua(yv)", [
    littleEndian,
    MessageType.call,
    0,
    version,
    body.byteLength,
    serial,
    fields,
  ]);
  const bodyAt = (head.byteLength + 7) & ~7;
  const bytes = new Uint8Array(bodyAt + body.byteLength);
  bytes.set(head);
  bytes.set(body, bodyAt);
  return bytes;
}

/** The length of the message that some bytes begin with; undefined: too few to tell. */
export function messageLength(bytes: Uint8Array): number | undefined {
  if (bytes.byteLength < fixedBytes) return undefined;
  const isLittle = bytes[0] === littleEndian;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = ((fixedBytes + view.getUint32(12, isLittle) + 7) & ~7) + view.getUint32(4, isLittle);
  if (bytes[3] !== version || length < fixedBytes || length > mostBytes)
    throw new RangeError(`Cannot read from D-Bus: a message of ${length} bytes, version ${bytes[3]}`);
  return length;
}

/** Takes one whole message apart. */
export function decodeMessage(bytes: Uint8Array): Message {
  const isLittle = bytes[0] === littleEndian;
  const [, type, , , bodyBytes, , fields] = unmarshal("yyyyuua(yv)", bytes, isLittle);
  const values = new Map((fields as [number, Variant][]).map(([code, { value }]) => [code, value]));
  const text = (code: number) => values.get(code) as string | undefined;
  const body = bytes.subarray(bytes.byteLength - Number(bodyBytes));
  return {
    type: Number(type),
    replySerial: values.get(Field.replySerial) as number | undefined,
    path: text(Field.path),
    interface: text(Field.interface),
    member: text(Field.member),
    errorName: text(Field.errorName),
    values: unmarshal(text(Field.signature) ?? "", body, isLittle),
  };
}
