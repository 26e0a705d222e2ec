import { build } from "../../../sys/build.ts";
import { decodeText } from "../../../sys/door.ts";
import { OpenFlag, open, read } from "../../../sys/files.ts";
import { callLibrary } from "../../../sys/library.ts";
import { say } from "./say.ts";

/** What native.test.ts asks of a program that buildNative made; without arguments it does nothing at all. */
const answers: Record<string, () => void | Promise<void>> = {
  arguments: () => say(JSON.stringify(scriptArgs.slice(1))),
  build: () => say(build),
  library: () => {
    say((callLibrary("seccomp_arch_resolve_name", "x86_64") >>> 0).toString(16));
    try {
      callLibrary("seccomp_nothing");
    } catch (error) {
      say(String(error));
    }
  },
  memory: () => say(`${kilobytes("VmHWM")}`),
  import: async () => {
    const before = kilobytes("RssAnon");
    const { words } = await import("./rare.ts");
    say(`${before} ${kilobytes("RssAnon")} ${words.length} ${words === (await import("./rare.ts")).words}`);
  },
  throw: () => {
    throw new RangeError("thrown by a test");
  },
  reject: () => Promise.reject(new RangeError("rejected by a test")),
};

/** A figure of /proc/self/status: VmHWM is the most memory that was ever in use, RssAnon what this program wrote to. */
function kilobytes(field: string): number {
  const status = new Uint8Array(4096);
  const file = open("/proc/self/status", OpenFlag.readOnly);
  const text = decodeText(status, 0, read(file, status) ?? 0);
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
}

await answers[scriptArgs[1] ?? ""]?.();
