/**
 * The timers that the engine offers. On Node `{ setTimeout, clearTimeout }`; on QuickJS the functions of the
 * same names in its `os` module.
 */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each engine has its own kind of handle
  clearTimeout(handle: any): void;
}
