/** A binary message: bytes typed into a terminal, or put out by it. */
export interface TerminalFrame {
  terminal: number;
  data: Uint8Array;
}

/** One byte with the terminal's number, then the data. */
export function encodeTerminalFrame({ terminal, data }: TerminalFrame): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(terminal) || terminal < 0 || terminal > 255)
    throw new RangeError(`Cannot frame output of terminal ${terminal}: the number must be from 0 to 255`);
  const message = new Uint8Array(1 + data.length);
  message[0] = terminal;
  message.set(data, 1);
  return message;
}

/** The frame in a binary message; undefined for an empty message. `data` shares the message's memory. */
export function decodeTerminalFrame(message: Uint8Array): TerminalFrame | undefined {
  const terminal = message[0];
  return terminal === undefined ? undefined : { terminal, data: message.subarray(1) };
}
