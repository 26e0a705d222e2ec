import {
  aligned,
  attributeHeadBytes,
  netlinkHeadBytes,
  type RouteAttribute,
  type RouteMessage,
  RouteType,
} from "./route-message.ts";

/** What the kernel says to a request: a message, or that there is nothing more to come. */
export type RouteAnswer =
  | ({ is: "message" } & RouteMessage)
  /** The end of a list, or the acknowledgement; `errno` is 0 where all is well, else positive. */
  | { is: "end"; sequence: number; errno: number };

const errorType = 2; // NLMSG_ERROR
const doneType = 3; // NLMSG_DONE
const headBytes: Readonly<Record<number, number>> = {
  [RouteType.newLink]: 16, // struct ifinfomsg
  [RouteType.newAddress]: 8, // struct ifaddrmsg
};

/** Takes apart one datagram of the kernel. What is not known is left out. Throws RangeError where it is cut off. */
export function parseRouteAnswers(datagram: Uint8Array): RouteAnswer[] {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const answers: RouteAnswer[] = [];
  for (let offset = 0; offset + netlinkHeadBytes <= datagram.byteLength; ) {
    const length = view.getUint32(offset, true);
    if (length < netlinkHeadBytes || offset + length > datagram.byteLength)
      throw new RangeError(`Cannot parse rtnetlink: the message at byte ${offset} is cut off`);
    const type = view.getUint16(offset + 4, true);
    const sequence = view.getUint32(offset + 8, true);
    const start = offset + netlinkHeadBytes;
    const head = headBytes[type];
    if (type === errorType || type === doneType) {
      // An end without a number is a good one.
      const errno = length >= netlinkHeadBytes + 4 ? -view.getInt32(start, true) : 0;
      answers.push({ is: "end", sequence, errno: Math.max(errno, 0) });
    } else if (head !== undefined) {
      if (start + head > offset + length)
        throw new RangeError(`Cannot parse rtnetlink: the head at byte ${start} is cut off`);
      answers.push({
        is: "message",
        type,
        flags: view.getUint16(offset + 6, true),
        sequence,
        head: datagram.slice(start, start + head),
        attributes: parseAttributes(datagram.subarray(start + head, offset + length)),
      });
    }
    offset += aligned(length);
  }
  return answers;
}

function parseAttributes(bytes: Uint8Array): RouteAttribute[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const attributes: RouteAttribute[] = [];
  for (let offset = 0; offset + attributeHeadBytes <= bytes.byteLength; ) {
    const length = view.getUint16(offset, true);
    if (length < attributeHeadBytes || offset + length > bytes.byteLength)
      throw new RangeError(`Cannot parse rtnetlink: the attribute at byte ${offset} is cut off`);
    // The two highest bits tell of nesting and byte order.
    const type = view.getUint16(offset + 2, true) & 0x3fff;
    attributes.push({ type, value: bytes.slice(offset + attributeHeadBytes, offset + length) });
    offset += aligned(length);
  }
  return attributes;
}
