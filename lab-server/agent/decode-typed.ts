import { WireReader } from "../../ttrpc/wire-reader.ts";
import type { WritePtyRequest } from "./generated/agent.ts";

/** The tags of WritePtyRequest's fields: number * 8 + how it is written. */
const ptyTag = 8;
const dataTag = 18;
const nothing = new Uint8Array(0);

/** Decodes a WritePtyRequest: every key is one. Throws an Error for bytes that are none. */
export function decodeTyped(bytes: Uint8Array): WritePtyRequest {
  let pty = 0;
  let data: Uint8Array = nothing;
  const reader = new WireReader(bytes);
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === ptyTag) pty = reader.number;
    else if (tag === dataTag) data = reader.bytes;
  }
  return { pty, data };
}
