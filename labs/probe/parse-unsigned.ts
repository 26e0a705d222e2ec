const largest = 2n ** 64n - 1n;

/**
 * A decimal number as the kernel prints an unsigned 64-bit value. `what` names it in the error.
 * Throws on anything else: signs, blanks, other digits, more than 64 bits.
 */
export function parseUnsigned(text: string, what: string): bigint {
  if (!/^[0-9]{1,20}$/.test(text))
    throw new Error(`Cannot parse ${what}: a decimal number is expected, not ${show(text)}`);
  const value = BigInt(text);
  if (value > largest) throw new Error(`Cannot parse ${what}: ${text} does not fit in 64 bits`);
  return value;
}

/** As parseUnsigned, for what the kernel keeps in 32 bits: pids, user ids, device numbers. */
export function parseUnsigned32(text: string, what: string): number {
  const value = parseUnsigned(text, what);
  if (value > 0xffff_ffffn) throw new Error(`Cannot parse ${what}: ${text} does not fit in 32 bits`);
  return Number(value);
}

const show = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
