/** The address that Debian gives the machine's own name in /etc/hosts. */
const ownAddress = "127.0.1.1";
const ownLine = /^\s*127\.0\.1\.1(\s|$)/;

/** The text of /etc/hosts with the machine's own name in it, in place of the one before. */
export function withOwnName(hosts: string, hostname: string): string {
  const line = `${ownAddress}\t${hostname}`;
  const lines = hosts.split("\n");
  const isOwn = (text: string) => ownLine.test(text);
  const first = lines.findIndex(isOwn);
  const others = lines.filter((text) => !isOwn(text));
  if (first >= 0) others.splice(first, 0, line);
  else if (others.at(-1) === "") others.splice(-1, 0, line);
  else others.push(line);
  const text = others.join("\n");
  return text.endsWith("\n") ? text : `${text}\n`;
}
