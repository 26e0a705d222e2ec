import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type QemuOptions, qemuArguments, type Start } from "./qemu-arguments.ts";

const boot = { kernel: "/image/vmlinuz", commandLine: "root=/dev/vda" };
const starts: Record<Start["as"], Start> = {
  template: {
    as: "template",
    ram: "/t/ram",
    boot: { ...boot, initrd: "/image/initrd" },
    agentSocket: "a.sock",
  },
  clone: { as: "clone", ram: "/t/ram", boot, agentSocket: "a.sock" },
  console: { as: "console", boot },
};

function argumentsOf(start: Start, changes: Partial<QemuOptions> = {}): string[] {
  return qemuArguments({
    spec: { profile: "linux", vcpus: 2, memoryMiB: 512 },
    acceleration: "tcg",
    name: "cloison-test",
    start,
    disk: [
      { path: "disk.qcow2", format: "qcow2" },
      { path: "/image/disk.raw", format: "raw" },
    ],
    qmpSocket: "q.sock",
    ...changes,
  });
}

/** Every value that follows `option`. */
const values = (argv: string[], option: string) => argv.filter((_, index) => argv[index - 1] === option);

describe("qemuArguments", () => {
  for (const [name, start] of Object.entries(starts)) {
    it(`confines a ${name}`, () => {
      const argv = argumentsOf(start);
      assert.deepEqual(values(argv, "-sandbox"), [
        "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
      ]);
      assert.deepEqual(values(argv, "-nic"), ["none"]);
      assert.deepEqual(values(argv, "-cpu"), ["max,-vmx,-svm"]);
      assert.ok(argv.includes("-nodefaults") && argv.includes("-no-user-config"));
      assert.ok(!argv.some((value) => /netdev|virtio-net|exec:|vhost/.test(value)));
    });
  }

  it("gives a clone the devices of its template, in their order", () => {
    const devices = (start: Start) => values(argumentsOf(start), "-device");
    assert.deepEqual(devices(starts.clone), devices(starts.template));
    assert.equal(devices(starts.clone).filter((device) => device.includes("org.cloison.agent")).length, 1);
    assert.deepEqual(
      values(argumentsOf(starts.clone), "-machine"),
      values(argumentsOf(starts.template), "-machine"),
    );
  });

  it("lets only a template write its memory to the file", () => {
    const memory = (start: Start) =>
      values(argumentsOf(start), "-object").find((value) => value.includes("id=ram"));
    assert.match(memory(starts.template) ?? "", /mem-path=\/t\/ram,share=on$/);
    assert.match(memory(starts.clone) ?? "", /mem-path=\/t\/ram,share=off,readonly=on,rom=off$/);
    assert.match(memory(starts.console) ?? "", /^memory-backend-ram,/);
  });

  it("lets only a clone wait for a state", () => {
    assert.deepEqual(values(argumentsOf(starts.clone), "-incoming"), ["defer"]);
    assert.ok(!argumentsOf(starts.template).includes("-incoming"));
  });

  it("shows a console on standard input and output, without a port for the agent", () => {
    const argv = argumentsOf(starts.console);
    assert.ok(values(argv, "-chardev").includes("stdio,id=console,signal=off"));
    assert.ok(!argv.some((value) => value.includes("virtserialport")));
  });

  it("asks for the processors and the memory of the spec", () => {
    const argv = argumentsOf(starts.clone);
    assert.deepEqual(values(argv, "-smp"), ["2"]);
    assert.deepEqual(values(argv, "-m"), ["512M"]);
    assert.ok(values(argv, "-object").some((value) => value.includes("size=512M")));
  });

  it("stacks the disk's images with only the first one writable", () => {
    const [json = ""] = values(argumentsOf(starts.clone), "-blockdev");
    const disk = JSON.parse(json);
    assert.equal(disk.file.filename, "disk.qcow2");
    assert.equal(disk["read-only"], undefined);
    assert.equal(disk.backing.file.filename, "/image/disk.raw");
    assert.equal(disk.backing.driver, "raw");
    assert.equal(disk.backing["read-only"], true);
  });

  it("keeps a comma in a path from ending an option", () => {
    const argv = argumentsOf({ ...starts.clone, ram: "/a,share=on" } as Start, { qmpSocket: "q,x" });
    assert.ok(values(argv, "-object").some((value) => value.includes("mem-path=/a,,share=on,share=off")));
    assert.ok(values(argv, "-chardev").includes("socket,id=qmp,path=q,,x,server=on,wait=off"));
  });

  it("chooses the accelerator", () => {
    assert.match(values(argumentsOf(starts.clone), "-accel")[0] ?? "", /^tcg,thread=multi,tb-size=\d+$/);
    assert.deepEqual(values(argumentsOf(starts.clone, { acceleration: "kvm" }), "-accel"), ["kvm"]);
  });
});
