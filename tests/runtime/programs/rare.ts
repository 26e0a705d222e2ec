/** Takes much memory as soon as it is loaded. */
export const words = Array.from({ length: 30_000 }, (_, index) => `word ${index}`);
