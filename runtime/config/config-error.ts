/** Where a value is: the names and indices on the way to it from the top of its document. */
export type Path = readonly (string | number)[];

/** Which document is read. `prefix` is how its values are called in messages: "process" for process.json. */
export interface DocumentName {
  name: string;
  prefix: string;
}

/** A document that cannot be carried out. The message begins with the place: `linux.namespaces[2].type: ...`. */
export class ConfigError extends Error {
  override name = "ConfigError";
  /** The place as a JSON pointer (RFC 6901), for locate(). */
  readonly pointer: string;

  constructor(document: DocumentName, path: Path, problem: string) {
    super(`${placeOf(document, path)}: ${problem}`);
    this.pointer = path
      .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join("");
  }
}

/** Makes the error that a check throws: `throw blame(["hostname"], "is too long")`. */
export type Blame = (path: Path, problem: string) => ConfigError;

/** For the check of a part, which knows only paths below it. */
export function below(blame: Blame, ...part: Path): Blame {
  return (path, problem) => blame([...part, ...path], problem);
}

function placeOf({ name, prefix }: DocumentName, path: Path): string {
  let place = prefix;
  for (const step of path) {
    if (typeof step === "number") place += `[${step}]`;
    else if (/^[A-Za-z_]\w*$/.test(step)) place += place === "" ? step : `.${step}`;
    else place += `[${quoted(step)}]`;
  }
  return place || name;
}

const mostShown = 60;

/** Text from a document, made fit for one line of a message. */
export function quoted(text: string): string {
  return text.length > mostShown ? `${JSON.stringify(text.slice(0, mostShown))}…` : JSON.stringify(text);
}

/** What was found, for the end of a message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
