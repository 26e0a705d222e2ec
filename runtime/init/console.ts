import { encodeText, perform } from "../../sys/door.ts";
import { close, OpenFlag } from "../../sys/files.ts";
import { attachTree, copyTree } from "../../sys/mounts.ts";
import { openInRoot, tryOpenInRoot } from "../../sys/open-in-root.ts";
import { openTerminalPeer, resizeTerminal } from "../../sys/terminals.ts";
import { sendMessage } from "../../sys/unix-messages.ts";
import { makeFileInRoot } from "../rootfs/in-root.ts";

export interface ConsoleOptions {
  /** A socket whose other end wants the terminal's master. */
  socket: number;
  size?: { width: number; height: number } | undefined;
  /** Whether /dev/console shall be it: in a mount namespace of the container's own. */
  isMounted: boolean;
}

/**
 * Makes a terminal of the container's own devpts, sends its master away and lays it over /dev/console. Result: a
 * descriptor of the side for programs. The peer is opened through the master, so that no path can mislead
 * (CVE-2025-52565).
 */
export function openConsole(root: number, { socket, size, isMounted }: ConsoleOptions): number {
  const flags = OpenFlag.readWrite | OpenFlag.noControllingTerminal;
  const own = tryOpenInRoot(root, "/dev/pts/ptmx", { flags });
  const master = own >= 0 ? own : openInRoot(root, "/dev/ptmx", { flags });
  try {
    const terminal = openTerminalPeer(master);
    if (size) resizeTerminal(master, { columns: size.width, rows: size.height });
    if (isMounted) coverConsole(root, terminal);
    sendMessage(socket, encodeText("/dev/ptmx"), [master]);
    return terminal;
  } finally {
    close(master);
  }
}

function coverConsole(root: number, terminal: number): void {
  const file = makeFileInRoot(root, "/dev/console");
  const tree = copyTree("", { at: terminal });
  try {
    attachTree(tree, file);
  } finally {
    close(tree);
    close(file);
  }
}

/** Makes the terminal that of this session, and its three standard streams. */
export function useConsole(terminal: number): void {
  for (const stream of [0, 1, 2]) perform("dup3", terminal, stream, 0);
  close(terminal);
}
