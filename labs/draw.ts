const words = [
  "anchor",
  "basalt",
  "cedar",
  "copper",
  "ember",
  "falcon",
  "granite",
  "harbour",
  "juniper",
  "lantern",
  "meadow",
  "nectar",
  "orchard",
  "pebble",
  "saffron",
  "thistle",
  "walnut",
  "willow",
] as const;

/** One of the choices. `random` gives numbers in [0, 1). */
export function drawOne<T>(random: () => number, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** A name that is a valid hostname, group name and file name: a word, a hyphen and two digits, such as `harbour-42`. */
export function drawName(random: () => number): string {
  return `${drawOne(random, words)}-${10 + Math.floor(random() * 90)}`;
}
