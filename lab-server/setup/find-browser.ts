import { realpathSync } from "node:fs";
import { findProgram } from "./find-program.ts";

const names = ["chromium", "google-chrome-stable", "google-chrome"];

/**
 * The browser for the tests: what CHROMIUM names, else Chromium, else Chrome. A snap is passed over: it may
 * not read the profile that the tests make for it.
 */
export function findBrowser(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of names) {
    const path = findProgram(name);
    if (path !== undefined && !isSnap(path)) return path;
  }
  return undefined;
}

function isSnap(path: string): boolean {
  const target = realpathSync(path);
  return target.startsWith("/snap/") || target === "/usr/bin/snap";
}
