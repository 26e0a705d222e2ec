/**
 * A program of a file system in user space (fuse(4)) that agrees to serve it and then answers nothing any more.
 * The arguments are the process in whose mount namespace it is mounted, and where. Prints a line when it is
 * mounted; the file system ends with it.
 */
import { spawnSync } from "node:child_process";
import { openSync, readSync, writeSync } from "node:fs";

const [, , pid = "", path = ""] = process.argv;
const device = openSync("/dev/fuse", "r+");
const options = "fd=3,rootmode=40000,user_id=0,group_id=0";
const mount = ["mount", "--internal-only", "-t", "fuse", "-o", options, "dead", path];
const { status } = spawnSync("nsenter", ["--mount", `--target=${pid}`, ...mount], {
  stdio: ["ignore", "inherit", "inherit", device],
});
if (status !== 0) process.exit(1);

// struct fuse_in_header: length, operation, unique, … The first request is FUSE_INIT.
const request = Buffer.alloc(128 * 1024);
readSync(device, request);
const unique = request.readBigUInt64LE(8);
// struct fuse_out_header, then struct fuse_init_out: version 7.31, no features, writes of 4 KiB.
const answer = Buffer.alloc(16 + 64);
answer.writeUInt32LE(answer.length, 0);
answer.writeBigUInt64LE(unique, 8);
answer.writeUInt32LE(7, 16);
answer.writeUInt32LE(31, 20);
answer.writeUInt32LE(4096, 16 + 20);
writeSync(device, answer);
console.log("mounted");

try {
  for (;;) readSync(device, request);
} catch (error) {
  // It has been unmounted.
  if ((error as NodeJS.ErrnoException).code !== "ENODEV") throw error;
}
