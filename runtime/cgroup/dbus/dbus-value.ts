/** A value with its type: D-Bus's variant. */
export interface Variant {
  signature: string;
  value: DbusValue;
}

/**
 * A value of D-Bus: numbers of up to 32 bits and d are numbers, x and t bigints, arrays and structures arrays, "ay" a
 * Uint8Array, a dictionary an array of pairs.
 */
export type DbusValue = number | bigint | string | boolean | Variant | Uint8Array | readonly DbusValue[];

export const variant = (signature: string, value: DbusValue): Variant => ({ signature, value });
