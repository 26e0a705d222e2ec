/**
 * CPU shares of cgroup v1 (2 to 262144, 1024 is usual) as a weight of v2 (1 to 10000, 100 is usual). A parabola in
 * the logarithm that meets the three points; runc and crun use the same since 2025, so that a pod's containers keep
 * their proportions whoever runs them.
 */
export function sharesToWeight(shares: bigint): number {
  if (shares <= 2n) return 1;
  if (shares >= 262_144n) return 10_000;
  const log = Math.log2(Number(shares));
  return Math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34));
}
