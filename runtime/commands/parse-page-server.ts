/** Takes apart --page-server: ADDRESS:PORT, an IPv6 address in brackets. */
export function parsePageServer(text: string): { address: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const port = Number(digits);
  if (address === undefined || !(port >= 1 && port <= 65_535))
    throw new Error(`--page-server ${text}: must be ADDRESS:PORT, with a port from 1 to 65535`);
  return { address, port };
}
