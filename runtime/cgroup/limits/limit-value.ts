/** A limit as the kernel reads it, where -1 stands for none. */
export const limitValue = (limit: bigint): string => (limit === -1n ? "max" : String(limit));
