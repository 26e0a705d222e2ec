/** What systemd is to know of a container. */
export interface UnitPlace {
  /** docker-1234.scope. */
  name: string;
  /** The slice it hangs in, as a unit's name: system.slice. */
  slice: string;
  /** Of the user's own systemd, not of the system's. */
  isUser: boolean;
  /** More properties of the unit, values as GVariant text: from the annotations org.systemd.property.<name>. */
  properties: Record<string, string>;
}

export interface UnitRequest {
  id: string;
  cgroupsPath: string;
  isUser: boolean;
  annotations: Readonly<Record<string, string>>;
}

const annotationPrefix = "org.systemd.property.";

/**
 * Reads linux.cgroupsPath as the systemd driver does: slice:prefix:name, where an empty slice is the usual one. A
 * name that ends in .slice is a slice itself, any other a scope.
 */
export function planUnit({ id, cgroupsPath, isUser, annotations }: UnitRequest): UnitPlace {
  const parts = cgroupsPath === "" ? ["", "cloison", id] : cgroupsPath.split(":");
  const [slice, prefix, name] = parts;
  if (parts.length !== 3 || slice === undefined || prefix === undefined || !name || cgroupsPath.includes("/"))
    throw new Error(
      `linux.cgroupsPath: must be slice:prefix:name with the systemd driver, as system.slice:cloison:${id}, found ${cgroupsPath}`,
    );
  return {
    name: name.endsWith(".slice") ? name : `${prefix}-${name}.scope`,
    slice: slice || (isUser ? "user.slice" : "system.slice"),
    isUser,
    properties: unitProperties(annotations),
  };
}

/** Where systemd puts a slice: a-b.slice lies in /a.slice/a-b.slice, and -.slice is the root. See systemd.slice(5). */
export function slicePath(slice: string): string {
  if (slice === "-.slice") return "";
  const name = slice.slice(0, -".slice".length);
  const steps = name.split("-");
  if (!slice.endsWith(".slice") || slice.includes("/") || steps.includes(""))
    throw new Error(`linux.cgroupsPath: ${slice} is not the name of a slice, as a-b.slice`);
  return steps.map((_, index) => `/${steps.slice(0, index + 1).join("-")}.slice`).join("");
}

function unitProperties(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.startsWith(annotationPrefix)) continue;
    const name = key.slice(annotationPrefix.length);
    if (!/^[A-Za-z]{3,}$/.test(name))
      throw new Error(`annotations["${key}"]: ${name || "nothing"} cannot be the name of a systemd property`);
    properties[name] = value;
  }
  return properties;
}
