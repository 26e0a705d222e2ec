import type { Device } from "../config/config.ts";

const fileTypes: Record<Device["type"], number> = { c: 0o020000, u: 0o020000, b: 0o060000, p: 0o010000 };

/** The type bits of a mode (inode(7)) for a device of config.json: character, unbuffered, block, FIFO. */
export const deviceFileType = (type: Device["type"]): number => fileTypes[type];
