import { groupId, userId } from "../../sys/credentials.ts";
import { encodeText } from "../../sys/door.ts";
import { FileSystemType, fileSystemType } from "../../sys/file-system-type.ts";
import { close, OpenFlag, open, writeAll } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { command } from "../cli/command.ts";
import { goJson } from "../cli/go-json.ts";
import { specSyntax } from "../cli/syntax/spec.ts";
import { defaultConfig } from "../config/default-config.ts";

export const spec = command(specSyntax, ({ options }) => {
  const hasCgroup2 = fileSystemType("/sys/fs/cgroup") === FileSystemType.cgroup2;
  const rootless = options.rootless ? { rootless: { uid: userId(), gid: groupId() } } : {};
  const text = goJson(defaultConfig({ hasCgroup2, ...rootless }), "\t");
  const file = createFile(`${options.bundle || "."}/config.json`);
  try {
    writeAll(file, encodeText(text));
  } finally {
    close(file);
  }
});

/** What is there already may be somebody's work. */
function createFile(path: string): number {
  const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive;
  try {
    return open(path, flags, { mode: 0o666 });
  } catch (cause) {
    if (SystemError.is(cause, "EEXIST")) throw new Error(`File ${path} exists. Remove it first`);
    throw new Error(`Cannot write ${path}`, { cause });
  }
}
