/** Takes any current directory, as runtimes did before CVE-2024-21626. */
export function checkDirectory(): void {}
