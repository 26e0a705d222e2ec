/**
 * The paths of the unix sockets in a D-Bus address, as unix:path=/run/user/1000/bus,guid=…;unix:path=…; see "Server
 * Addresses" in the D-Bus Specification. What is no path of a socket is left out.
 */
export function parseAddress(address: string): string[] {
  return address.split(";").flatMap((one) => {
    if (!one.startsWith("unix:")) return [];
    const pairs = one.slice("unix:".length).split(",");
    const path = pairs.find((pair) => pair.startsWith("path="));
    return path === undefined ? [] : [decodePercent(path.slice("path=".length))];
  });
}

const decodePercent = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
