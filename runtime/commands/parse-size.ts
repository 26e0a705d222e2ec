const powers = "kmgtp";

/**
 * A size in Docker's notation: a number of bytes, or with a unit of 1024 as 64k, 1.5g, 2MiB. undefined: it is none.
 */
export function parseSize(text: string): bigint | undefined {
  const match = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
  if (match === null) return undefined;
  const unit = 1024n ** BigInt(powers.indexOf(match[2]?.toLowerCase() ?? "-") + 1);
  const [whole = "", fraction = ""] = (match[1] ?? "").split(".");
  const scale = 10n ** BigInt(fraction.length);
  return (BigInt(whole + fraction) * unit) / scale;
}
