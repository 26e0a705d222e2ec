import { attempt, perform } from "./door.ts";
import { close, OpenFlag, open } from "./files.ts";

// ioctl_tty(2)
const lockPeer = 0x40045431; // TIOCSPTLCK
const openPeer = 0x5441; // TIOCGPTPEER
const getWindowSize = 0x5413; // TIOCGWINSZ
const setWindowSize = 0x5414; // TIOCSWINSZ
const setSettings = 0x5402; // TCSETS
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

/** In characters. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/** Tells the terminal its size in characters; its foreground programs get SIGWINCH if that changed it. */
export function resizeTerminal(master: number, size: TerminalSize): void {
  const record = new Uint16Array([size.rows, size.columns, 0, 0]); // struct winsize
  perform("ioctl", master, setWindowSize, new Uint8Array(record.buffer));
}

/** The size of a terminal in characters. undefined: it is none. */
export function terminalSize(terminal: number): TerminalSize | undefined {
  const record = new Uint16Array(4); // struct winsize
  const result = attempt("ioctl", terminal, getWindowSize, new Uint8Array(record.buffer));
  return result < 0 ? undefined : { rows: record[0] ?? 0, columns: record[1] ?? 0 };
}

/**
 * Has a terminal pass everything on as it comes (cfmakeraw(3)). Result: what gives it its old ways back.
 * Throws where it is no terminal.
 */
export function makeRaw(terminal: number): () => void {
  const old = new Uint32Array(16); // struct termios: four words of flags, then control characters
  perform("ioctl", terminal, getSettings, new Uint8Array(old.buffer));
  const raw = old.slice();
  raw[0] = (old[0] ?? 0) & ~0o2753; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
  raw[1] = (old[1] ?? 0) & ~0o1; // OPOST
  raw[2] = ((old[2] ?? 0) & ~0o460) | 0o60; // CSIZE PARENB; CS8
  raw[3] = (old[3] ?? 0) & ~0o100113; // ECHO ECHONL ICANON ISIG IEXTEN
  perform("ioctl", terminal, setSettings, new Uint8Array(raw.buffer));
  return () => void attempt("ioctl", terminal, setSettings, new Uint8Array(old.buffer));
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
