import { encodeText, perform } from "../../sys/door.ts";
import { fileStatus } from "../../sys/file-status.ts";
import { close, OpenFlag } from "../../sys/files.ts";
import { attachTree, copyTree } from "../../sys/mounts.ts";
import { openInRoot } from "../../sys/open-in-root.ts";
import { openTerminalPeer, resizeTerminal, type TerminalSize } from "../../sys/terminals.ts";
import { sendMessage } from "../../sys/unix-messages.ts";
import { findInRoot, makeFileInRoot } from "../rootfs/in-root.ts";

export interface ConsoleOptions {
  /** A socket whose other end wants the terminal's master. */
  socket: number;
  size?: TerminalSize | undefined;
  /** Whether /dev/console shall be it: in a mount namespace of the container's own. */
  isMounted: boolean;
}

/**
 * Makes a terminal of the container's own devpts, sends its master away and lays it over /dev/console. Result: a
 * descriptor of the side for programs. The peer is opened through the master, so that no path can mislead
 * (CVE-2025-52565).
 */
export function openConsole(root: number, { socket, size, isMounted }: ConsoleOptions): number {
  const master = openMaster(root);
  try {
    const terminal = openTerminalPeer(master);
    if (size) resizeTerminal(master, size);
    if (isMounted) coverConsole(root, terminal);
    sendMessage(socket, encodeText("/dev/ptmx"), [master]);
    return terminal;
  } finally {
    close(master);
  }
}

/** Only what is one is opened: an image could have put a device in its place that does something when it is. */
function openMaster(root: number): number {
  for (const path of ["/dev/pts/ptmx", "/dev/ptmx"])
    if (isTerminalMultiplexer(root, path))
      return openInRoot(root, path, { flags: OpenFlag.readWrite | OpenFlag.noControllingTerminal });
  throw new Error(
    "process.terminal: the container has no /dev/ptmx; a mount of devpts at /dev/pts provides it",
  );
}

function isTerminalMultiplexer(root: number, path: string): boolean {
  const file = findInRoot(root, path);
  if (file === undefined) return false;
  const status = fileStatus(file);
  close(file);
  return status?.special.major === 5 && status.special.minor === 2;
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
