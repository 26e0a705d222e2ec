import { attempt, perform } from "./door.ts";
import { close, OpenFlag, open } from "./files.ts";

// ioctl_tty(2)
const lockPeer = 0x40045431; // TIOCSPTLCK
const openPeer = 0x5441; // TIOCGPTPEER
const setWindowSize = 0x5414; // TIOCSWINSZ
const setControllingTerminal = 0x540e; // TIOCSCTTY
const getSettings = 0x5401; // TCGETS

/** The two descriptors of a new pseudoterminal (pty(7)). */
export interface PseudoTerminal {
  /** The side of the person; does not block. */
  master: number;
  /** The side of the program. */
  slave: number;
}

/** Makes a pseudoterminal. Its other side is opened through the first, so no path can mislead. */
export function openPseudoTerminal(): PseudoTerminal {
  const flags = OpenFlag.readWrite | OpenFlag.noControllingTerminal;
  const master = open("/dev/ptmx", flags | OpenFlag.nonBlocking);
  try {
    return { master, slave: openTerminalPeer(master) };
  } catch (error) {
    close(master);
    throw error;
  }
}

/** Opens the program's side of a pseudoterminal through its master. */
export function openTerminalPeer(master: number): number {
  perform("ioctl", master, lockPeer, new Uint8Array(4));
  const flags = OpenFlag.readWrite | OpenFlag.noControllingTerminal | OpenFlag.closeOnExec;
  return perform("ioctl", master, openPeer, flags);
}

/** Tells the terminal its size in characters; its foreground programs get SIGWINCH if that changed it. */
export function resizeTerminal(master: number, size: { columns: number; rows: number }): void {
  const record = new Uint16Array([size.rows, size.columns, 0, 0]); // struct winsize
  perform("ioctl", master, setWindowSize, new Uint8Array(record.buffer));
}

/** Makes a terminal the controlling one of this session leader. */
export function takeControllingTerminal(slave: number): void {
  perform("ioctl", slave, setControllingTerminal, 0);
}

/** Whether a descriptor is a terminal. */
export function isTerminal(descriptor: number): boolean {
  const settings = new Uint8Array(64); // more than struct termios of any architecture
  return attempt("ioctl", descriptor, getSettings, settings) === 0;
}
