import { TokenBucket } from "../session/token-bucket.ts";

/** Addresses that are kept in mind at once; the longest known is forgotten for a new one. */
const maxAddresses = 10_000;

/** How often each remote address may do something. IPv6 addresses of one /64 belong to one household. */
export class AddressLimits {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  take(address: string, nowMs = performance.now()): boolean {
    const key = address.includes(".") ? address : address.split(":").slice(0, 4).join(":");
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined && this.#buckets.size >= maxAddresses) this.#buckets.delete(oldest);
      bucket = new TokenBucket({ perSecond: this.#perMinute / 60, burst: this.#perMinute, nowMs });
      this.#buckets.set(key, bucket);
    }
    return bucket.take(nowMs);
  }
}
