/** Lets the container look into the runtime's processes, as runtimes did before CVE-2016-9962. */
export function hideFromContainer(): void {}

export function showToRuntime(_: object, work: () => void): void {
  work();
}
