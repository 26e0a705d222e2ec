const whole = /^[+-]?(0x[0-9a-f]+|0b[01]+|0o?[0-7]*|[1-9][0-9]*)$/i;

/** A whole number in C's notations: 10, 0xa, 0b1010, 012. undefined: it is none, or beyond 2^53. */
export function parseInteger(text: string): number | undefined {
  if (!whole.test(text)) return undefined;
  const isNegative = text.startsWith("-");
  const digits = text.replace(/^[+-]/, "").replace(/^0(?=[0-7])/, "0o");
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) return undefined;
  return isNegative && value !== 0 ? -value : value;
}
