import { encodeText, perform } from "./door.ts";
import { close, OpenFlag, open } from "./files.ts";

const wallClock = 0; // CLOCK_REALTIME
const addEntropyRequest = 0x40085203; // RNDADDENTROPY
const reseedRequest = 0x5207; // RNDRESEEDCRNG

/** Names the machine (sethostname(2)). */
export function setHostname(name: string): void {
  const bytes = encodeText(name);
  perform("sethostname", bytes, bytes.byteLength);
}

/** Sets the wall clock to milliseconds since the epoch. */
export function setClock(unixTimeMs: bigint): void {
  const time = new BigInt64Array([unixTimeMs / 1000n, (unixTimeMs % 1000n) * 1_000_000n]); // struct timespec
  perform("clock_settime", wallClock, new Uint8Array(time.buffer));
}

/** Credits random bytes to the kernel's pool and makes its generator use them at once (random(4)). */
export function addEntropy(entropy: Uint8Array): void {
  const headBytes = 8; // struct rand_pool_info: bits credited, bytes that follow
  const request = new Uint8Array(headBytes + ((entropy.byteLength + 3) & ~3));
  const view = new DataView(request.buffer);
  view.setInt32(0, entropy.byteLength * 8, true);
  view.setInt32(4, entropy.byteLength, true);
  request.set(entropy, headBytes);
  const device = open("/dev/urandom", OpenFlag.readWrite);
  try {
    perform("ioctl", device, addEntropyRequest, request);
    perform("ioctl", device, reseedRequest, 0);
  } finally {
    close(device);
  }
}

/** Sets the NIS domain name (setdomainname(2)). */
export function setDomainName(name: string): void {
  const bytes = encodeText(name);
  perform("setdomainname", bytes, bytes.byteLength);
}
