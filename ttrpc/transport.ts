/**
 * A reliable, ordered byte stream in both directions, on which one TTRPC connection runs: a unix socket,
 * a virtio-serial port, a pipe. One connection uses up one transport.
 */
export interface Transport {
  /**
   * Sends bytes. Resolves when more may be written, which is how a slow peer slows its sender down; undefined
   * says that it may at once. Rejects or throws when the stream is broken. The caller waits for one write to end before
   * the next, and never changes `bytes` again.
   */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /**
   * What arrives, iterated once. Ends when the peer has ended or after `close`, throws when the stream is
   * broken. Nothing more is read from the peer while the consumer has not asked for the next chunk. A chunk
   * belongs to its receiver: the transport must not reuse its memory.
   */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Ends the stream in both directions; `incoming` ends. May be called again. */
  close(): void;
}
