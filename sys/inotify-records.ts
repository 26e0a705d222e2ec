/** One change that inotify(7) tells. */
export interface InotifyRecord {
  /** The watch that it is about; -1 when the queue overflowed. */
  watch: number;
  mask: number;
  /** Of the entry in the watched directory; empty when the directory itself is meant. */
  name: string;
}

const headBytes = 16;

/** Takes apart what was read from an inotify descriptor: struct inotify_event one after another. */
export function parseInotifyRecords(bytes: Uint8Array): InotifyRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Made here and not once for all: QuickJS gets it from text-coding.ts, which may be loaded after this file.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const records: InotifyRecord[] = [];
  for (let offset = 0; offset < bytes.byteLength; ) {
    const nameStart = offset + headBytes;
    const length = nameStart <= bytes.byteLength ? view.getUint32(offset + 12, true) : Infinity;
    if (nameStart + length > bytes.byteLength)
      throw new RangeError(`Cannot parse inotify records: the one at byte ${offset} is cut off`);
    const field = bytes.subarray(nameStart, nameStart + length);
    const end = field.indexOf(0);
    records.push({
      watch: view.getInt32(offset, true),
      mask: view.getUint32(offset + 4, true),
      name: decoder.decode(end < 0 ? field : field.subarray(0, end)),
    });
    offset = nameStart + length;
  }
  return records;
}
