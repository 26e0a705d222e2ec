import { absolutePath, integer, object, oneOf, required } from "../rule.ts";
import { userId } from "./user-shape.ts";

/** The kernel keeps 12 bits of the one and 20 of the other (include/linux/kdev_t.h). */
export const majorNumber = integer(0, 0xfff);
export const minorNumber = integer(0, 0xfffff);

/** config-linux.md, "Devices". `fileMode` may come with the bits of the file's type, which are dropped. */
export const deviceShape = object(() => ({
  type: required(oneOf("device type", ["c", "b", "u", "p"])),
  path: required(absolutePath),
  major: majorNumber,
  minor: minorNumber,
  fileMode: integer(0, 2 ** 32 - 1),
  uid: userId,
  gid: userId,
}));
