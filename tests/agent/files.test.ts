import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { StatusCode } from "../../ttrpc/status.ts";
import { startAgent } from "./agent-process.ts";

const agent = await startAgent();
const { client } = await agent.connect();

const mebibyte = 1024 * 1024;
const read = (path: string, more: { maxBytes?: number; pid?: number; linuxNamespaces?: string[] } = {}) =>
  client.readFile({ path, maxBytes: 0, pid: 0, linuxNamespaces: [], ...more });
const write = (path: string, data: Uint8Array, mode = 0) => client.writeFile({ path, data, mode });

test("files of all sizes, whole or cut off", async () => {
  for (const size of [0, 1, 16 * 1024, 16 * 1024 + 1, 100_000, mebibyte]) {
    const contents = Buffer.alloc(size, "cloison ");
    writeFileSync(join(agent.home, "file"), contents);
    const { data, truncated } = await read("/root/file");
    assert.deepEqual([data.byteLength, truncated], [size, false]);
    assert.ok(contents.equals(data));
  }
  writeFileSync(join(agent.home, "file"), Buffer.alloc(mebibyte + 1));
  assert.deepEqual(
    [(await read("/root/file")).data.byteLength, (await read("/root/file")).truncated],
    [mebibyte, true],
  );
  const { data, truncated } = await read("/root/file", { maxBytes: 10 });
  assert.deepEqual([data.byteLength, truncated], [10, true]);
});

test("files of the kernel", async () => {
  const { data } = await read(`/proc/${agent.process.pid}/status`);
  assert.match(Buffer.from(data).toString(), /^Name:\tcloison-agent\n/);
  assert.ok((await read("/proc/self/mountinfo")).data.byteLength > 0);
});

test("what is not there, not allowed or no file", async () => {
  await assert.rejects(read("/nope/nope"), {
    code: StatusCode.NOT_FOUND,
    message: /Cannot read \/nope\/nope/,
  });
  await assert.rejects(read("/etc/hostname/x"), { code: StatusCode.NOT_FOUND });
  await assert.rejects(read("/proc/999999999/status"), { code: StatusCode.NOT_FOUND });
  await assert.rejects(read("/root"), { code: StatusCode.FAILED_PRECONDITION });
  await assert.rejects(read("/dev/zero"), { code: StatusCode.FAILED_PRECONDITION, message: /device/ });
  await assert.rejects(read("relative"), { code: StatusCode.INVALID_ARGUMENT, message: /path/ });
  await assert.rejects(read("/etc/hostname", { maxBytes: mebibyte + 1 }), { message: /max_bytes/ });
  await client.runCommand({
    argv: ["mkfifo", "/root/fifo"],
    stdin: new Uint8Array(0),
    timeoutMs: 0,
    environment: {},
  });
  await assert.rejects(read("/root/fifo"), { code: StatusCode.FAILED_PRECONDITION, message: /FIFO/ });
});

test("written files have their contents, mode and parents, and leave nothing beside them", async () => {
  await write("/root/new/deep/file", Buffer.from("one"));
  const path = join(agent.home, "new/deep/file");
  assert.equal(readFileSync(path, "utf8"), "one");
  assert.equal(statSync(path).mode & 0o7777, 0o644);
  await write("/root/new/deep/file", Buffer.from("2"), 0o4711);
  assert.equal(readFileSync(path, "utf8"), "2");
  assert.equal(statSync(path).mode & 0o7777, 0o4711);
  assert.deepEqual(readdirSync(join(agent.home, "new/deep")), ["file"]);
  await write("/root/big", new Uint8Array(mebibyte));
  await assert.rejects(write("/root/big", new Uint8Array(mebibyte + 1)), { message: /data/ });
  await assert.rejects(write("/root/new/deep", Buffer.from("x")), { code: StatusCode.FAILED_PRECONDITION });
  await assert.rejects(write("/root/big/x", Buffer.from("x")), { code: StatusCode.NOT_FOUND });
  await assert.rejects(write("/root/x", Buffer.from("x"), 0o10000), { message: /mode/ });
  await assert.rejects(write("/proc/nope", Buffer.from("x")), { code: StatusCode.NOT_FOUND });
  assert.deepEqual(readdirSync(join(agent.home, "new/deep")), ["file"]);
});

test("files of the kernel and mount points are written in place", async () => {
  const comm = "/proc/self/comm";
  await write(comm, Buffer.from("renamed-agent"));
  assert.equal(Buffer.from((await read(comm)).data).toString(), "renamed-agent\n");
  await write(comm, Buffer.from("cloison-agent"));
});

test("directories are listed with types, sorted", async () => {
  const folder = join(agent.home, "listed");
  mkdirSync(join(folder, "b"), { recursive: true });
  writeFileSync(join(folder, "c"), "");
  writeFileSync(join(folder, "é"), "");
  symlinkSync("nowhere", join(folder, "a"));
  assert.deepEqual((await client.listDirectory({ path: "/root/listed" })).entries, [
    { name: "a", type: "link" },
    { name: "b", type: "directory" },
    { name: "c", type: "file" },
    { name: "é", type: "file" },
  ]);
  for (let index = 0; index < 2000; index++) writeFileSync(join(folder, `many-${index}`), "");
  assert.equal((await client.listDirectory({ path: "/root/listed" })).entries.length, 2004);
  await assert.rejects(client.listDirectory({ path: "/root/listed/c" }), { code: StatusCode.NOT_FOUND });
  await assert.rejects(client.listDirectory({ path: "listed" }), { message: /path/ });
});

test("processes as they are, without the kernel's threads", async () => {
  const { processes } = await client.listProcesses({});
  const own = processes.find(({ pid }) => pid === agent.process.pid);
  assert.equal(own?.comm, "cloison-agent");
  assert.equal(own?.argv[1], "--socket");
  assert.equal(own?.ppid, process.pid);
  assert.match(own?.status ?? "", /^Name:\tcloison-agent\n/);
  assert.equal(own?.cgroup, readFileSync(`/proc/${agent.process.pid}/cgroup`, "utf8"));
  assert.equal(own?.linuxNamespaces.mnt, BigInt(statSync(`/proc/${agent.process.pid}/ns/mnt`).ino));
  assert.deepEqual(Object.keys(own?.linuxNamespaces ?? {}).sort(), [
    "cgroup",
    "ipc",
    "mnt",
    "net",
    "pid",
    "pid_for_children",
    "time",
    "user",
    "uts",
  ]);
  const pids = processes.map(({ pid }) => pid);
  assert.deepEqual(
    pids,
    pids.toSorted((one, other) => one - other),
  );
  assert.ok(!processes.some(({ comm, ppid }) => comm === "kthreadd" || ppid === 2));
});

/** An agent in a user namespace may not enter what belongs to the machine. */
const skip = process.getuid?.() === 0 ? false : "needs root";

test("a file as another process's Linux namespaces show it", { skip }, async () => {
  const script =
    "hostname inside-42 && mount -t tmpfs none /mnt && echo there > /mnt/file && echo ready && exec sleep 100";
  const child = spawn("unshare", ["--uts", "--mount", "sh", "-c", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(child.stdout, "data");
    const pid = child.pid ?? 0;
    const hostname = "/proc/sys/kernel/hostname";
    const inside = await read(hostname, { pid, linuxNamespaces: ["uts"] });
    assert.equal(Buffer.from(inside.data).toString(), "inside-42\n");
    assert.notEqual(Buffer.from((await read(hostname)).data).toString(), "inside-42\n");
    const file = await read("/mnt/file", { pid, linuxNamespaces: ["uts", "mnt"] });
    assert.equal(Buffer.from(file.data).toString(), "there\n");
    const cut = await read("/mnt/file", { pid, linuxNamespaces: ["mnt"], maxBytes: 2 });
    assert.deepEqual([Buffer.from(cut.data).toString(), cut.truncated], ["th", true]);
    await assert.rejects(read("/mnt/nope", { pid, linuxNamespaces: ["mnt"] }), {
      code: StatusCode.NOT_FOUND,
      message: /inside process/,
    });
    await assert.rejects(read(hostname, { pid, linuxNamespaces: ["pid"] }), { message: /linux_namespaces/ });
    await assert.rejects(read(hostname, { pid, linuxNamespaces: [] }), { message: /linux_namespaces/ });
    await assert.rejects(read(hostname, { linuxNamespaces: ["uts"] }), { message: /pid/ });
    await assert.rejects(read(hostname, { pid: 4_000_000, linuxNamespaces: ["uts"] }), {
      code: StatusCode.NOT_FOUND,
    });
  } finally {
    child.kill("SIGKILL");
  }
});

test("an identity that is none is refused before anything is changed", async () => {
  const good = {
    hostname: "vm-1",
    machineId: "0123456789abcdef0123456789abcdef",
    unixTimeMs: 1_700_000_000_000n,
    entropy: new Uint8Array(31),
  };
  const entropy = new Uint8Array(32);
  const hostname = readFileSync("/proc/sys/kernel/hostname", "utf8");
  for (const [field, request] of [
    ["entropy", good],
    ["hostname", { ...good, entropy, hostname: "-vm" }],
    ["hostname", { ...good, entropy, hostname: "a".repeat(64) }],
    ["hostname", { ...good, entropy, hostname: "a.b" }],
    ["machine_id", { ...good, entropy, machineId: "0123" }],
    ["unix_time_ms", { ...good, entropy, unixTimeMs: 5n }],
  ] as const) {
    await assert.rejects(client.setIdentity(request), {
      code: StatusCode.INVALID_ARGUMENT,
      message: new RegExp(`^${field} must be`),
    });
  }
  await assert.rejects(client.setClock({ unixTimeMs: -1n }), { message: /unix_time_ms/ });
  assert.equal(readFileSync("/proc/sys/kernel/hostname", "utf8"), hostname);
});
