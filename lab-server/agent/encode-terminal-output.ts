import type { TerminalOutput } from "./terminal.ts";
import { WireWriter } from "./wire-writer.ts";

/** The field numbers of ReadPtyResponse in agent.proto. */
const Field = { offset: 1, data: 2, ended: 3, exitCode: 4 } as const;
const headBytes = 64;

/** Encodes a ReadPtyResponse: the echo of every key is one. */
export function encodeTerminalOutput({ offset, data, exitCode }: TerminalOutput): Uint8Array {
  const writer = new WireWriter(headBytes + data.byteLength);
  if (offset > 0) writer.number(Field.offset, offset);
  if (data.byteLength > 0) writer.bytes(Field.data, data);
  if (exitCode !== undefined) {
    writer.number(Field.ended, 1);
    writer.number(Field.exitCode, exitCode);
  }
  return writer.finish();
}
