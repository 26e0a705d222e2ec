import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (name: string, types: string[] = [], rest: object = {}) =>
  refusalOf({
    ...rest,
    linux: {
      namespaces: types.map((type) => ({ type })),
      sysctl: { [name]: "1" },
      ...(types.includes("user") && {
        uidMappings: [{ containerID: 0, hostID: 0, size: 1 }],
        gidMappings: [{ containerID: 0, hostID: 0, size: 1 }],
      }),
    },
  });

const owners = {
  "net.ipv4.ip_forward": "network",
  "net/ipv4/conf/eth0.1/forwarding": "network",
  "fs.mqueue.queues_max": "ipc",
  "kernel.msgmax": "ipc",
  "kernel/shm_rmid_forced": "ipc",
  "kernel.domainname": "uts",
  "user.max_user_namespaces": "user",
};

test("a parameter needs the Linux namespace that it belongs to", () => {
  for (const [name, owner] of Object.entries(owners)) {
    assert.equal(refusal(name, [owner]), undefined, name);
    assert.match(refusal(name, ["pid", "mount"]) ?? "", new RegExp(`needs a "${owner}" entry`), name);
  }
});

test("what belongs to the host is not set", () => {
  const all = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup"];
  for (const name of ["kernel.foo", "bar.baz", "fs.baz", "vm.swappiness", "kernel.msg_next_id"])
    assert.match(refusal(name, all) ?? "", /is not in a separate kernel namespace/, name);
});

test("no name leads out of /proc/sys", () => {
  for (const name of ["net/../kernel/core_pattern", "net.//.//.kernel.core_pattern", "net..x", "/net"])
    assert.match(refusal(name, ["network"]) ?? "", /no kernel parameter can have this name/, name);
});

test("names have properties of their own", () => {
  assert.match(refusal("kernel.hostname", ["uts"]) ?? "", /conflicts with the property "hostname"/);
  assert.match(refusal("kernel.hostname") ?? "", /conflicts/);
  assert.equal(refusal("kernel.domainname", ["uts"], { domainname: "1" }), undefined);
  assert.match(
    refusal("kernel.domainname", ["uts"], { domainname: "other" }) ?? "",
    /conflicts with the property "domainname", which is "other"/,
  );
});
