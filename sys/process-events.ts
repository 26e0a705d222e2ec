/** One event of the proc connector. Threads other than a process's first are told apart by pid ≠ process. */
export interface ProcessEvent {
  kind: "fork" | "exec" | "credentials" | "exit" | "other";
  /** The thread that it is about: the new one of a fork. */
  pid: number;
  /** The process that the thread belongs to. */
  process: number;
}

// linux/cn_proc.h, enum proc_event
const Kind = { fork: 0x1, exec: 0x2, uid: 0x4, gid: 0x40, exit: 0x80000000 } as const;

/** The events worth waking for, as the filter that the kernel takes with a subscription. */
export const processEventFilter = (Kind.fork | Kind.exec | Kind.uid | Kind.gid | Kind.exit) >>> 0;

const netlinkHeadBytes = 16;
const connectorHeadBytes = 20;
// proc_event: what, cpu, timestamp, then the data of each kind.
const eventHeadBytes = 16;

/**
 * Takes apart one datagram of the proc connector: nlmsghdr, cn_msg, proc_event, maybe several. Anything else
 * in it (the kernel's answer to the subscription) is of kind "other".
 */
export function parseProcessEvents(datagram: Uint8Array): ProcessEvent[] {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const events: ProcessEvent[] = [];
  for (let offset = 0; offset + netlinkHeadBytes <= datagram.byteLength; ) {
    const length = view.getUint32(offset, true);
    if (length < netlinkHeadBytes || offset + length > datagram.byteLength)
      throw new RangeError(`Cannot parse process events: the netlink message at byte ${offset} is cut off`);
    const start = offset + netlinkHeadBytes + connectorHeadBytes;
    if (start + eventHeadBytes + 8 <= offset + length) events.push(parseEvent(view, start));
    offset += (length + 3) & ~3;
  }
  return events;
}

function parseEvent(view: DataView, start: number): ProcessEvent {
  const data = start + eventHeadBytes;
  const first = { pid: view.getInt32(data, true), process: view.getInt32(data + 4, true) };
  switch (view.getUint32(start, true)) {
    case Kind.fork:
      // The parent's two come first.
      if (data + 16 > view.byteLength) throw new RangeError("Cannot parse process events: a fork is cut off");
      return {
        kind: "fork",
        pid: view.getInt32(data + 8, true),
        process: view.getInt32(data + 12, true),
      };
    case Kind.exec:
      return { kind: "exec", ...first };
    case Kind.uid:
    case Kind.gid:
      return { kind: "credentials", ...first };
    case Kind.exit:
      return { kind: "exit", ...first };
    default:
      return { kind: "other", ...first };
  }
}

/**
 * The message that subscribes to the events in {@link processEventFilter}: nlmsghdr, cn_msg and
 * struct proc_input. The filter needs Linux 6.6.
 */
export function subscription(): Uint8Array {
  const bodyBytes = 8;
  const message = new Uint8Array(netlinkHeadBytes + connectorHeadBytes + bodyBytes);
  const view = new DataView(message.buffer);
  const done = 3; // NLMSG_DONE
  const processIndex = 1; // CN_IDX_PROC, and CN_VAL_PROC
  const listen = 1; // PROC_CN_MCAST_LISTEN
  view.setUint32(0, message.byteLength, true);
  view.setUint16(4, done, true);
  view.setUint32(16, processIndex, true);
  view.setUint32(20, processIndex, true);
  view.setUint16(32, bodyBytes, true);
  view.setUint32(36, listen, true);
  view.setUint32(40, processEventFilter, true);
  return message;
}
