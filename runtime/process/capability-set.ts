import { capabilityNumbers } from "./capability-numbers.ts";

/**
 * A set of capabilities as the kernel has it: a bit for each, the first 32 in `low`. Two words rather than a bigint,
 * because that is how capget(2) and capset(2) pass them.
 */
export class CapabilitySet {
  low = 0;
  high = 0;

  /** What `names` name. The names that name nothing are added to `unknown`. */
  static of(names: readonly string[] | undefined, unknown: Set<string>): CapabilitySet {
    const set = new CapabilitySet();
    for (const name of names ?? []) {
      const number = Object.hasOwn(capabilityNumbers, name) ? capabilityNumbers[name] : undefined;
      if (number === undefined) unknown.add(name);
      else set.add(number);
    }
    return set;
  }

  add(number: number): void {
    if (number < 32) this.low = (this.low | (1 << number)) >>> 0;
    else this.high = (this.high | (1 << (number - 32))) >>> 0;
  }

  has(number: number): boolean {
    return ((number < 32 ? this.low >>> number : this.high >>> (number - 32)) & 1) === 1;
  }

  /** What is in both. */
  and(other: CapabilitySet): CapabilitySet {
    const set = new CapabilitySet();
    set.low = (this.low & other.low) >>> 0;
    set.high = (this.high & other.high) >>> 0;
    return set;
  }

  /** What is in this one or the other. */
  or(other: CapabilitySet): CapabilitySet {
    const set = new CapabilitySet();
    set.low = (this.low | other.low) >>> 0;
    set.high = (this.high | other.high) >>> 0;
    return set;
  }

  names(): string[] {
    return Object.keys(capabilityNumbers).filter((name) => this.has(capabilityNumbers[name] ?? 64));
  }
}

/** The sets that capset(2) sets together. */
export interface ThreadCapabilities {
  effective: CapabilitySet;
  permitted: CapabilitySet;
  inheritable: CapabilitySet;
}

const version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

/** struct __user_cap_header_struct, for this process. */
export const capabilityHeader = (): Uint8Array => new Uint8Array(Uint32Array.of(version3, 0).buffer);

/** Two struct __user_cap_data_struct: the low words, then the high ones. */
export function encodeCapabilities({ effective, permitted, inheritable }: ThreadCapabilities): Uint8Array {
  const words = Uint32Array.of(
    effective.low,
    permitted.low,
    inheritable.low,
    effective.high,
    permitted.high,
    inheritable.high,
  );
  return new Uint8Array(words.buffer);
}

/** The reverse of {@link encodeCapabilities}. */
export function decodeCapabilities(bytes: Uint8Array): ThreadCapabilities {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const setAt = (offset: number) => {
    const set = new CapabilitySet();
    set.low = view.getUint32(offset, true);
    set.high = view.getUint32(offset + 12, true);
    return set;
  };
  return { effective: setAt(0), permitted: setAt(4), inheritable: setAt(8) };
}
