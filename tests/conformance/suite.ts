import type { Guest } from "../guest/guest.ts";
import type { Results } from "./result.ts";

/** Tests that run together: a file of crun's, a program of runtime-tools. */
export interface Unit {
  name: string;
  /** The names of its tests, as the suite calls them. */
  tests: string[];
}

/** A public suite, unpacked in a machine. */
export interface Suite {
  name: string;
  /** To be raised when what is done here changes results: kept ones are then forgotten. */
  revision: number;
  /** Tests that ours need not pass, each with the reason. */
  excused: Readonly<Record<string, string>>;
  /** Runs a unit with the runtime at that path. Each of its tests has a result, by its name. */
  run(guest: Guest, unit: Unit, runtimePath: string): Promise<Results>;
}
