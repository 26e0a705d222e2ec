import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OwnHost } from "./own-host.ts";

const name = "cloison-test";
const id = 61_234;
const firstOther = 700_000;

/** A user without rights, with ranges of other ids to give away (subuid(5)). The machine itself gets to know nothing. */
export class OrdinaryUser {
  readonly id = id;
  /** The first of their other ids; there are 65536. */
  readonly firstOther = firstOther;
  readonly home: string;
  readonly #host: OwnHost;

  /** `folder` is where their home will be, and changed copies of files in /etc. */
  constructor(host: OwnHost, folder: string) {
    this.#host = host;
    this.home = join(folder, "home");
    mkdirSync(this.home);
    const lines = {
      passwd: `${name}:x:${id}:${id}::${this.home}:/bin/sh\n`,
      group: `${name}:x:${id}:\n`,
      subuid: `${name}:${firstOther}:65536\n`,
      subgid: `${name}:${firstOther}:65536\n`,
    };
    for (const [file, line] of Object.entries(lines)) {
      const [original, copy] = [join("/etc", file), join(folder, file)];
      if (existsSync(original)) copyFileSync(original, copy);
      else writeFileSync(copy, "");
      appendFileSync(copy, line);
      if (existsSync(original)) host.change('mount --bind "$0" "$1"', copy, original);
    }
    this.give(this.home);
  }

  /** Makes a folder theirs, with everything in it. */
  give(folder: string): void {
    execFileSync("chown", ["-R", `${id}:${id}`, folder]);
  }

  /** What to put before a command to call it as them. */
  get prefix(): string[] {
    const identity = [`--reuid=${id}`, `--regid=${id}`, "--clear-groups"];
    const environment = [`HOME=${this.home}`, `XDG_RUNTIME_DIR=${this.home}`, `PATH=${process.env.PATH}`];
    return [...this.#host.prefix, "setpriv", ...identity, "env", "-i", ...environment];
  }
}
