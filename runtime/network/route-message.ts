/*
 * One message of rtnetlink(7), as the kernel lays it out:
 *
 *   │ length │ type │ flags │ sequence │ port │ head of the type │ length type │ value … │ length type │ value … │
 *   │   4    │  2   │   2   │    4     │  4   │    (4n bytes)    │   2     2   │ padded  │   2     2   │ padded  │
 *
 * Everything is in the machine's own byte order, and begins at multiples of four bytes.
 */

/** What a message is about: RTM_… */
export const RouteType = { newLink: 16, getLink: 18, newAddress: 20, getAddress: 22 } as const;

/** NLM_F_…; for requests that make something, the same bits mean other things than for those that ask. */
export const RouteFlag = {
  request: 0x1,
  acknowledge: 0x4,
  /** Only in answers: what was listed has changed meanwhile. */
  interrupted: 0x10,
  /** Of a request that asks: everything that there is (NLM_F_ROOT | NLM_F_MATCH). */
  dump: 0x300,
  replace: 0x100,
  create: 0x400,
} as const;

export interface RouteAttribute {
  type: number;
  value: Uint8Array;
}

export interface RouteMessage {
  type: number;
  flags: number;
  /** Answers bear the number of their request. */
  sequence: number;
  /** struct ifinfomsg, ifaddrmsg, …: what comes before the attributes. */
  head: Uint8Array;
  attributes: readonly RouteAttribute[];
}

export const netlinkHeadBytes = 16;
export const attributeHeadBytes = 4;

/** Up to the next multiple of four. */
export const aligned = (bytes: number): number => (bytes + 3) & ~3;

/** The bytes of one message. */
export function encodeRouteMessage({ type, flags, sequence, head, attributes }: RouteMessage): Uint8Array {
  const bytes = new Uint8Array(
    attributes.reduce(
      (sum, { value }) => sum + aligned(attributeHeadBytes + value.byteLength),
      netlinkHeadBytes + aligned(head.byteLength),
    ),
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.byteLength, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(head, netlinkHeadBytes);
  let offset = netlinkHeadBytes + aligned(head.byteLength);
  for (const { type, value } of attributes) {
    const length = attributeHeadBytes + value.byteLength;
    view.setUint16(offset, length, true);
    view.setUint16(offset + 2, type, true);
    bytes.set(value, offset + attributeHeadBytes);
    offset += aligned(length);
  }
  return bytes;
}

/** An attribute that is a number of 32 bits. */
export function wordAttribute(type: number, value: number): RouteAttribute {
  return { type, value: new Uint8Array(new Uint32Array([value]).buffer) };
}
