import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import type { ExplainedCall } from "../../runtime/explain/explained-call.ts";
import { type HostBundle, hostBundle } from "./host-bundle.ts";

/*
 * linux.netDevices with real devices: pairs of virtual Ethernet in network namespaces of the test's own, one of which is
 * the runtime's. What a container has is told by ip(8) inside it.
 */

const cloison = await buildRuntime(() => {});
const hasIp = spawnSync("ip", ["-V"]).status === 0;
const skip = process.getuid?.() !== 0 ? "needs root" : hasIp ? false : "ip is not installed";

interface Link {
  ifname: string;
  ifindex: number;
  mtu: number;
  address: string;
  flags: string[];
  addr_info: { local: string; prefixlen: number; scope: string; broadcast?: string; label?: string }[];
}

let count = 0;

/** A network namespace, by the name that ip netns knows. */
function ownNetwork(t: TestContext): string {
  const name = `cloison-test-${process.pid}-${++count}`;
  ip("netns", "add", name);
  t.after(() => ip("netns", "del", name));
  return name;
}

const ip = (...words: string[]) => execFileSync("ip", words, { encoding: "utf8" });

function linksOf(network: string): Link[] {
  return JSON.parse(ip("-n", network, "-j", "address")) as Link[];
}

interface Scene {
  host: string;
  bundle: HostBundle;
  root: string;
  /** Runs a command of the runtime in the host's network. */
  cli(...words: string[]): { status: number | null; stdout: string; stderr: string };
  /** A container that tells its devices, with these parts of config.json. */
  devicesIn(linux: object): Link[];
}

/** eth1 is the device that is moved; its other end stays in the host. */
function scene(t: TestContext): Scene {
  const host = ownNetwork(t);
  ip("-n", host, "link", "add", "eth1", "type", "veth", "peer", "name", "peer1");
  const bundle = hostBundle("ip", "-j", "address");
  const root = mkdtempSync(join(tmpdir(), "cloison-network-"));
  const cli = (...words: string[]) => {
    // ip netns exec would make a mount namespace, too.
    const argv = [`--net=/run/netns/${host}`, "--", cloison, "--root", root, ...words];
    const { status, stdout, stderr } = spawnSync("nsenter", argv, { encoding: "utf8", timeout: 10_000 });
    return { status, stdout, stderr };
  };
  t.after(() => {
    cli("delete", "--force", "c1");
    bundle.remove();
    rmSync(root, { recursive: true });
  });
  const devicesIn = (linux: object) => {
    bundle.change({ linux: withNetwork(bundle, linux) });
    const { status, stdout, stderr } = cli("run", "--bundle", bundle.folder, "c1");
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Link[];
  };
  return { host, bundle, root, cli, devicesIn };
}

/** With a network namespace, a new one or the one at `path`. */
function withNetwork({ config }: HostBundle, { path, ...linux }: { path?: string }): object {
  const { namespaces } = config.linux as { namespaces: object[] };
  const network = { type: "network", ...(path && { path }) };
  return { ...config.linux, namespaces: [...namespaces, network], ...linux };
}

test("a device moves under a new name, with its MTU, its hardware address and its lasting addresses", {
  skip,
}, (t) => {
  const { host, devicesIn } = scene(t);
  const device = ["dev", "eth1"];
  ip("-n", host, "link", "set", ...device, "mtu", "1789", "address", "02:11:22:33:44:55", "up");
  ip("-n", host, "address", "add", "10.1.2.3/24", "brd", "10.1.2.254", ...device);
  ip("-n", host, "address", "add", "10.1.2.4/24", ...device, "label", "eth1:second");
  ip("-n", host, "address", "add", "10.9.0.1/32", ...device, "scope", "host");
  ip("-n", host, "address", "add", "10.8.0.1/24", ...device, "valid_lft", "900", "preferred_lft", "900");
  ip("-n", host, "address", "add", "fd00::1:2/64", ...device);
  const moved = devicesIn({ netDevices: { eth1: { name: "inside0" } } }).find(
    ({ ifname }) => ifname === "inside0",
  );
  assert.ok(moved);
  assert.equal(moved.mtu, 1789);
  assert.equal(moved.address, "02:11:22:33:44:55");
  assert.ok(moved.flags.includes("UP"));
  const kept = moved.addr_info.filter(({ scope }) => scope !== "link");
  assert.deepEqual(
    kept.map(({ local, prefixlen, broadcast, label }) => ({ local, prefixlen, broadcast, label })),
    [
      { local: "10.1.2.3", prefixlen: 24, broadcast: "10.1.2.254", label: "inside0" },
      { local: "10.1.2.4", prefixlen: 24, broadcast: undefined, label: "inside0" },
      { local: "fd00::1:2", prefixlen: 64, broadcast: undefined, label: undefined },
    ],
  );
});

test("without a new name it keeps its own", { skip }, (t) => {
  const names = scene(t)
    .devicesIn({ netDevices: { eth1: {} } })
    .map(({ ifname }) => ifname);
  assert.deepEqual(names.sort(), ["eth1", "lo"]);
});

test("a network namespace that was there keeps the device when the container ends", { skip }, (t) => {
  const { host, cli, devicesIn } = scene(t);
  const other = ownNetwork(t);
  // The device's number is taken there, as is its name's.
  ip("-n", other, "link", "add", "a0", "type", "veth", "peer", "name", "a1");
  ip("-n", host, "address", "add", "169.254.169.77/32", "dev", "eth1");
  const inside = devicesIn({ path: `/run/netns/${other}`, netDevices: { eth1: { name: "b0" } } });
  assert.deepEqual(inside.map(({ ifname }) => ifname).sort(), ["a0", "a1", "b0", "lo"]);
  assert.equal(cli("state", "c1").status, 1);
  const [left] = linksOf(other).filter(({ ifname }) => ifname === "b0");
  assert.equal(left?.addr_info[0]?.local, "169.254.169.77");
  assert.deepEqual(
    linksOf(host).map(({ ifname }) => ifname),
    ["lo", "peer1"],
  );
});

test("a template gets a number that is free", { skip }, (t) => {
  const { devicesIn } = scene(t);
  const other = ownNetwork(t);
  ip("-n", other, "link", "add", "net0", "type", "veth", "peer", "name", "net1");
  const names = devicesIn({ path: `/run/netns/${other}`, netDevices: { eth1: { name: "net%d" } } }).map(
    ({ ifname }) => ifname,
  );
  assert.deepEqual(names.sort(), ["lo", "net0", "net1", "net2"]);
});

test("also into a user namespace, and as its owner's", { skip }, (t) => {
  const { bundle, host, devicesIn } = scene(t);
  ip("-n", host, "address", "add", "10.1.2.3/24", "dev", "eth1");
  const { namespaces } = bundle.config.linux as { namespaces: object[] };
  const mapping = [{ containerID: 0, hostID: 0, size: 65_536 }];
  const inside = devicesIn({
    namespaces: [...namespaces, { type: "network" }, { type: "user" }],
    uidMappings: mapping,
    gidMappings: mapping,
    netDevices: { eth1: { name: "own" } },
  });
  assert.equal(inside.find(({ ifname }) => ifname === "own")?.addr_info[0]?.local, "10.1.2.3");
});

test("what cannot be moved is refused by its name, and nothing else is moved", { skip }, (t) => {
  const { host, cli, bundle } = scene(t);
  const other = ownNetwork(t);
  ip("-n", other, "link", "add", "a0", "type", "veth", "peer", "name", "a1");
  const refusal = (linux: object) => {
    bundle.change({ linux: withNetwork(bundle, linux) });
    const { status, stderr } = cli("run", "--bundle", bundle.folder, "c1");
    assert.equal(status, 1);
    assert.ok(linksOf(host).some(({ ifname }) => ifname === "eth1"));
    return stderr;
  };
  assert.match(
    refusal({ netDevices: { eth1: {}, eth2: {} } }),
    /linux\.netDevices\[\\"eth2\\"\]: the host has no network device of that name; make it first/,
  );
  assert.match(
    refusal({ path: `/run/netns/${other}`, netDevices: { eth1: { name: "a0" } } }),
    /linux\.netDevices\[\\"eth1\\"\]: .* has a device a0 already; choose another name/,
  );
  assert.match(
    refusal({ netDevices: { eth1: { name: "a0" }, peer1: { name: "a0" } } }),
    /linux\.netDevices\[\\"peer1\\"\]: .* has a device a0 already/,
  );
  assert.match(
    refusal({ netDevices: { lo: { name: "lo2" } } }),
    /linux\.netDevices\[\\"lo\\"\]: cannot move it into the container's network namespace \(devices of some kinds stay/,
  );
  assert.match(
    refusal({ path: `/run/netns/${host}`, netDevices: { eth1: {} } }),
    /linux\.netDevices: the container's network namespace is that of the host/,
  );
  assert.match(
    refusal({ namespaces: bundle.config.linux.namespaces as object[], netDevices: { eth1: {} } }),
    /linux\.netDevices: needs a \\"network\\" entry in linux\.namespaces/,
  );
});

test("explain tells of the move, and moves nothing", { skip }, (t) => {
  const { host, cli, bundle } = scene(t);
  ip("-n", host, "address", "add", "10.1.2.3/24", "dev", "eth1");
  bundle.change({ linux: withNetwork(bundle, { netDevices: { eth1: { name: "inside0" } } } as object) });
  const { status, stdout, stderr } = cli("explain", "--json", bundle.folder);
  assert.equal(status, 0, stderr);
  const calls = (JSON.parse(stdout) as ExplainedCall[]).filter(
    ({ cause, call }) => cause === "/linux/netDevices/eth1" && call === "sendto",
  );
  assert.deepEqual(
    calls.map(({ text }) => /RTM_\w+/.exec(text)?.[0]),
    ["RTM_GETLINK", "RTM_GETLINK", "RTM_GETLINK", "RTM_GETADDR", "RTM_NEWLINK", "RTM_NEWADDR", "RTM_NEWLINK"],
  );
  assert.ok(linksOf(host).some(({ ifname }) => ifname === "eth1"));
});
