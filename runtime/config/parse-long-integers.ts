const longValue = /([[:,]\s*)(-?\d{16,})(?=\s*[,\]}])/g;
/** A text, passed over whole, or a number. */
const token = /"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON so that integers of 16 digits and more, below the top, come out as texts of their digits: JSON.parse
 * rounds those beyond 2^53. For documents that are known to hold one, because it takes three times as long. Throws SyntaxError.
 */
export function parseLongIntegersAsText(text: string): unknown {
  try {
    return JSON.parse(text.replace(longValue, '$1"$2"'));
  } catch {
    // Something of the kind is part of a text, where a quote before a digit never leaves JSON behind.
    return JSON.parse(text.replace(token, (found) => (/^-?\d{16,}$/.test(found) ? `"${found}"` : found)));
  }
}
