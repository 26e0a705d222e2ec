/** What a terminal shows and where its input goes: a PTY in a machine, or a boot console. */
export interface TerminalSource {
  /** The next output, at least one byte, at most 64 KiB less one; undefined at the end. Not called again before it has answered. */
  read(): Promise<Uint8Array | undefined>;
  /** Known after the end: the program's exit code, null when nobody can tell. */
  readonly exitCode: number | null;
  /** Resolves when more may be written. Not called again before. */
  write(data: Uint8Array): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Hangs up. May be called after the end, and again. */
  close(): Promise<void>;
}
