/** How mknod(2) wants a device's two numbers: the kernel's new_encode_dev(). */
export function deviceNumber({ major, minor }: { major: number; minor: number }): number {
  return ((minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)) >>> 0;
}
