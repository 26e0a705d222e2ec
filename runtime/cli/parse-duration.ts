const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const step = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds of a duration in Go's notation, as "5s", "1m30s", "1.5h", "-2ms" or "0". undefined: it is none. */
export function parseDuration(text: string): number | undefined {
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (!rest) return undefined;
  if (rest === "0") return 0;
  let sum = 0;
  for (step.lastIndex = 0; step.lastIndex < rest.length; ) {
    const [, amount, unit] = step.exec(rest) ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    sum += Number(amount) * (unitMs[unit] ?? 0);
  }
  return sign === "-" ? -sum : sum;
}
