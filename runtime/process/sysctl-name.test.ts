import { equal } from "node:assert/strict";
import { test } from "node:test";
import { sysctlOwner, sysctlPath } from "./sysctl-name.ts";

test("a name with dots and one with slashes lead to the same place", () => {
  equal(sysctlPath("net.ipv4.ip_forward"), "net/ipv4/ip_forward");
  equal(sysctlPath("net/ipv4/ip_forward"), "net/ipv4/ip_forward");
  equal(sysctlPath("net.ipv4.conf.eth0/1.forwarding"), "net/ipv4/conf/eth0.1/forwarding");
  equal(sysctlPath("net/ipv4/conf/eth0.1/forwarding"), "net/ipv4/conf/eth0.1/forwarding");
});

test("no name leads out of /proc/sys", () => {
  for (const name of [
    "",
    "/",
    "..",
    "net/../../sysrq-trigger",
    "net.//.//.x",
    "/etc/passwd",
    "net..x",
    "net/",
  ])
    equal(sysctlPath(name), undefined, name);
});

test("every sysctl has an owner", () => {
  const owner = (name: string) => sysctlOwner(sysctlPath(name) ?? "");
  equal(owner("net.core.somaxconn"), "network");
  equal(owner("kernel.shm_rmid_forced"), "ipc");
  equal(owner("kernel.sem"), "ipc");
  equal(owner("fs.mqueue.queues_max"), "ipc");
  equal(owner("kernel.domainname"), "uts");
  equal(owner("user.max_user_namespaces"), "user");
  equal(owner("kernel.shmmaxi"), "machine");
  equal(owner("vm.swappiness"), "machine");
});
