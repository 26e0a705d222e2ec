/** What criu calls the types of Linux namespaces that it can leave to others, and the key under which it does. */
export function namespaceKey(type: string): { criuType: string; key: string } | undefined {
  if (type === "network") return { criuType: "net", key: "extRootNetNS" };
  if (type === "pid") return { criuType: "pid", key: "extRootPidNS" };
  return undefined;
}
