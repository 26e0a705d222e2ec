/*
 * JSON as Go's encoding/json writes it, because programs and tests compare what runtimes print byte by byte: it escapes
 * what would be special in HTML or JavaScript sources.
 */
const special = /[<>&\u2028\u2029]/g;

/** As JSON.stringify, in Go's spelling. The order of properties is the caller's. */
export function goJson(value: unknown, indent = ""): string {
  return JSON.stringify(value, null, indent).replace(
    special,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
