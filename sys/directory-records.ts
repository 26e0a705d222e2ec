/** One record of a directory. `type` is its d_type: 0 where the file system does not say. */
export interface DirectoryRecord {
  name: string;
  type: number;
}

const headBytes = 19;

/** Takes apart what getdents64(2) wrote: struct linux_dirent64 one after another. `.` and `..` are left out. */
export function parseDirectoryRecords(bytes: Uint8Array): DirectoryRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Made here and not once for all: QuickJS gets it from text-coding.ts, which may be loaded after this file.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const records: DirectoryRecord[] = [];
  for (let offset = 0; offset < bytes.byteLength; ) {
    const length = offset + headBytes <= bytes.byteLength ? view.getUint16(offset + 16, true) : 0;
    if (length < headBytes || offset + length > bytes.byteLength)
      throw new RangeError(`Cannot parse directory records: the one at byte ${offset} is cut off`);
    const end = bytes.indexOf(0, offset + headBytes);
    const name = decoder.decode(
      bytes.subarray(offset + headBytes, Math.min(end < 0 ? Infinity : end, offset + length)),
    );
    if (name !== "." && name !== "..") records.push({ name, type: view.getUint8(offset + 18) });
    offset += length;
  }
  return records;
}
