import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One change of a document. Numbers that choose a value are taken modulo how many there are. */
export interface Mutation {
  /** Which of its values is changed, counted from the root. */
  at: number;
  change: "remove" | "replace" | "borrow" | "repeat" | "wrap" | "add";
  /** For `borrow`: which other value of the same type takes its place. */
  from: number;
  /** What takes the place of a text, of a number, and of anything. */
  text: string;
  number: number;
  value: Json;
  key: string;
}

const texts = [
  ...["", " ", "/", ".", "..", "../../x", "/proc/self/fd/3", "/nosuch/path", "a\0b", "a\nb", "é€😀\ud800"],
  ...[
    "constructor",
    "__proto__",
    "toString",
    "%s%n",
    "$(id)",
    "-1",
    "0",
    "max",
    "x".repeat(5000),
    "/dev/null",
  ],
  ...["SCMP_ACT_KILL", "CAP_SYS_ADMIN", "RLIMIT_NOFILE", "rbind", "ro", "rro", "idmap", "remount", "shared"],
  ...["pid", "user", "time", "tmpfs", "proc", "cgroup2", "overlay", "c", "a", "/dev", "/proc/sys", "rootfs"],
];
const numbers = [
  -1,
  0,
  1,
  7,
  0.5,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 63,
  2 ** 64,
  1e300,
  -(2 ** 63),
];

const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}),
  fc.constantFrom<Json>(...numbers),
  fc.constantFrom<Json>(...texts),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** A few changes, any of which may come to nothing. Most keep the types, so that more than the types is tried. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 100_000 }),
    change: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("remove", "borrow", "repeat") },
      { weight: 4, arbitrary: fc.constant("replace") },
      { weight: 1, arbitrary: fc.constantFrom("wrap", "add") },
    ) as fc.Arbitrary<Mutation["change"]>,
    from: fc.nat({ max: 100_000 }),
    text: fc.oneof(fc.constantFrom(...texts), fc.string()),
    number: fc.oneof(fc.constantFrom(...numbers), fc.integer()),
    value: anything,
    key: fc.oneof(fc.constantFrom("__proto__", "type", "path", "size", "value", ""), fc.string()),
  }),
  { minLength: 1, maxLength: 3 },
);

/** A copy of a document with the changes made. */
export function mutate(document: Json, changes: readonly Mutation[]): Json {
  const holder = { root: structuredClone(document) };
  for (const change of changes) apply(holder, change);
  return holder.root;
}

function apply(holder: { [key: string]: Json }, mutation: Mutation): void {
  const places = placesIn(holder);
  const place = places[mutation.at % places.length];
  if (!place) return;
  const { parent, name, value: old } = place;
  const put = (next: Json) => Reflect.set(parent, name, next);
  const { change, key, value } = mutation;
  if (change === "replace") put(replacement(old, mutation));
  else if (change === "borrow" || (change === "repeat" && !Array.isArray(parent))) {
    const others = places.filter((other) => typeOf(other.value) === typeOf(old));
    put(structuredClone(others[mutation.from % others.length]?.value ?? null));
  } else if (change === "wrap") put(Array.isArray(old) ? { [key]: old } : [old]);
  else if (change === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(name), 1);
    else if (parent !== holder) Reflect.deleteProperty(parent, name);
  } else if (change === "repeat") {
    if (Array.isArray(parent)) parent.push(structuredClone(old));
  } else if (Array.isArray(old)) old.push(value);
  else if (typeof old === "object" && old !== null)
    Object.defineProperty(old, key, { value, enumerable: true, configurable: true, writable: true });
  else put(value);
}

function replacement(old: Json, { text, number, value }: Mutation): Json {
  if (typeof old === "string") return text;
  if (typeof old === "number") return number;
  return typeof old === "boolean" ? !old : value;
}

const typeOf = (value: Json) => (Array.isArray(value) ? "list" : typeof value);

interface Place {
  parent: Json[] | { [key: string]: Json };
  name: string;
  value: Json;
}

function placesIn(parent: Json[] | { [key: string]: Json }): Place[] {
  return Object.entries(parent).flatMap(([name, value]) => [
    { parent, name, value },
    ...(typeof value === "object" && value !== null ? placesIn(value) : []),
  ]);
}
