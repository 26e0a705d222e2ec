/** A list as "0-3,7", in the form that systemd takes for AllowedCPUs: bit n of the bytes, the lowest first. */
export function cpuSetBits(list: string, field: string): Uint8Array {
  const bytes: number[] = [];
  for (const range of list.split(",").map((part) => part.trim())) {
    if (range === "") continue;
    const match = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/.exec(range);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (match === null || last < first)
      throw new Error(`${field}: must be a list as 0-3,7, found ${JSON.stringify(list)}`);
    for (let number = first; number <= last; number++)
      bytes[number >> 3] = (bytes[number >> 3] ?? 0) | (1 << (number & 7));
  }
  if (bytes.length === 0) throw new Error(`${field}: names no number`);
  return Uint8Array.from(bytes, (byte) => byte ?? 0);
}
