import { linesOf } from "./lines-of.ts";
import { parseUnsigned32 } from "./parse-unsigned.ts";

/** How mounts and unmounts travel to and from other mounts; see mount_namespaces(7). */
export interface MountPropagation {
  /** The peer group to and from which events travel. */
  shared?: number;
  /** The peer group from which events come. */
  master?: number;
  /** The nearest dominant peer group that the reader can see. */
  propagateFrom?: number;
  unbindable: boolean;
}

/** One mount of a process's mount namespace. */
export interface Mount {
  id: number;
  parentId: number;
  device: { major: number; minor: number };
  /** The directory of the file system that is shown; ends in `//deleted` when it was removed. */
  root: string;
  /** From the process's root directory. */
  mountPoint: string;
  /** Of this mount: ro, nosuid, nodev … */
  options: string[];
  propagation: MountPropagation;
  fileSystemType: string;
  /** What was mounted: a device, or any text. */
  source: string;
  /** Of the file system, shared by all its mounts. */
  superOptions: string[];
}

/**
 * Parses /proc/<pid>/mountinfo; see proc_pid_mountinfo(5). Blanks, newlines, backslashes and # in names
 * come as octal escapes and are decoded. A source may be empty.
 */
export function parseMountinfo(text: string): Mount[] {
  return linesOf(text).map(parseMount);
}

function parseMount(line: string): Mount {
  const fields = line.split(" ");
  const dash = fields.indexOf("-", 6);
  const [id, parentId, device, root, mountPoint, options] = fields;
  const [fileSystemType, source, ...superOptions] = dash < 0 ? [] : fields.slice(dash + 1);
  if (
    id === undefined ||
    parentId === undefined ||
    device === undefined ||
    root === undefined ||
    mountPoint === undefined ||
    options === undefined ||
    fileSystemType === undefined ||
    source === undefined
  )
    throw new Error(
      `Cannot parse mountinfo: a line of ${fields.length} fields does not hold the ten expected`,
    );
  const [major, minor, ...others] = device.split(":");
  if (minor === undefined || others.length > 0)
    throw new Error("Cannot parse mountinfo: device: major:minor is expected");
  return {
    id: parseUnsigned32(id, "mountinfo: mount id"),
    parentId: parseUnsigned32(parentId, "mountinfo: parent id"),
    device: {
      major: parseUnsigned32(major ?? "", "mountinfo: device"),
      minor: parseUnsigned32(minor, "mountinfo: device"),
    },
    root: decodeOctal(root),
    mountPoint: decodeOctal(mountPoint),
    options: splitOptions(options),
    propagation: parsePropagation(fields.slice(6, dash)),
    fileSystemType: decodeOctal(fileSystemType),
    source: decodeOctal(source),
    superOptions: splitOptions(superOptions.join(" ")),
  };
}

function parsePropagation(fields: string[]): MountPropagation {
  const propagation: MountPropagation = { unbindable: false };
  for (const field of fields) {
    const [tag, value = ""] = field.split(":");
    const group = (): number => parseUnsigned32(value, `mountinfo: ${tag}`);
    if (tag === "shared") propagation.shared = group();
    else if (tag === "master") propagation.master = group();
    else if (tag === "propagate_from") propagation.propagateFrom = group();
    else if (tag === "unbindable") propagation.unbindable = true;
    // Later kernels may add tags: readers are told to skip those they do not know.
  }
  return propagation;
}

/** Split first, decode then: a comma within a value is escaped. */
const splitOptions = (options: string): string[] =>
  options === "" ? [] : options.split(",").map(decodeOctal);

/** Only ASCII is ever escaped by the kernel; a higher code would be half a character and is left alone. */
const decodeOctal = (text: string): string =>
  text.replace(/\\([01][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
