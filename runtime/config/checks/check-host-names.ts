import type { Config } from "../config.ts";
import type { Blame } from "../config-error.ts";

const mostBytes = 64; // __NEW_UTS_LEN

/** Names are set in the container's UTS namespace: without one the host would be renamed. */
export function checkHostNames(config: Config, blame: Blame): void {
  for (const property of ["hostname", "domainname"] as const) {
    const name = config[property];
    if (name === undefined) continue;
    if (!config.linux?.namespaces?.some(({ type }) => type === "uts"))
      throw blame([property], 'needs a "uts" entry in linux.namespaces');
    if (utf8Length(name) > mostBytes)
      throw blame([property], `must be at most ${mostBytes} bytes, found ${utf8Length(name)}`);
  }
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
