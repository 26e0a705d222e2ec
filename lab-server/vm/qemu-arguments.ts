import type { MachineSpec } from "../../labs/machine.ts";

export type Acceleration = "kvm" | "tcg";

/** What a machine is started for. Paths are absolute, or relative to QEMU's working directory. */
export type Start =
  /** Boots and keeps its memory in a file, to be saved. */
  | { as: "template"; ram: string; boot: Boot; agentSocket: string }
  /** Goes on where the template stopped; what it writes to memory stays its own. */
  | { as: "clone"; ram: string; boot: Boot; agentSocket: string }
  /** Boots with its console on standard input and output, and without an agent. */
  | { as: "console"; boot: Boot };

/** What is handed to the kernel, and the kernel itself. */
export interface Boot {
  kernel: string;
  /** A clone has none: it was unpacked when the template booted. */
  initrd?: string;
  commandLine: string;
}

/** One image of a chain: the first is written, each lies over the next. */
export interface Layer {
  path: string;
  format: "qcow2" | "raw";
}

export interface QemuOptions {
  spec: MachineSpec;
  acceleration: Acceleration;
  /** Shown by ps; letters, digits and hyphens. */
  name: string;
  start: Start;
  disk: Layer[];
  /** Where QEMU listens for its control protocol; without it there is none. */
  qmpSocket?: string;
}

/** The name under which the guest finds the agent's port in /dev/virtio-ports. */
export const agentPort = "org.cloison.agent";

/** The name under which QEMU's events speak of that port. */
export const agentPortId = "agent-port";

/**
 * The translated code of the emulator, in MiB, bounds what a busy machine costs beside its memory. Only what
 * is used is ever touched: an idle machine uses 10 to 20.
 */
const translationCacheMiB = 128;
const consoleLogBytes = 64 * 1024;

/**
 * QEMU's arguments, after the program's name. A clone has the same devices in the same order as the template
 * that it was made from, or its state would not fit. There is no network card and no way out of the process:
 * it may not start programs, gain rights or loosen its limits.
 * https://www.qemu.org/docs/master/system/invocation.html
 */
export function qemuArguments({ spec, acceleration, name, start, disk, qmpSocket }: QemuOptions): string[] {
  const { boot } = start;
  const argv = [
    ...["-name", `guest=${name}`],
    ...["-machine", `q35,memory-backend=ram,${unusedParts.map((part) => `${part}=off`).join(",")}`],
    ...["-accel", acceleration === "kvm" ? "kvm" : `tcg,thread=multi,tb-size=${translationCacheMiB}`],
    // Nested virtualization has led out of guests before: neither Intel's nor AMD's is offered.
    ...["-cpu", "max,-vmx,-svm"],
    ...["-smp", String(spec.vcpus), "-m", `${spec.memoryMiB}M`],
    ...["-object", memory(spec, start)],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-nic", "none"],
    ...["-serial", "none", "-parallel", "none", "-monitor", "none"],
    ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
    ...["-rtc", "base=utc,clock=host"],
    // A restart would not find its way back to a prompt in useful time: the machine ends instead.
    "-no-reboot",
    ...["-kernel", boot.kernel],
    ...(boot.initrd === undefined ? [] : ["-initrd", boot.initrd]),
    ...["-append", boot.commandLine],
    ...["-blockdev", JSON.stringify({ "node-name": "disk", ...blockNode(disk) })],
    // A full host is an error that the guest sees; QEMU would otherwise stop the machine without a word.
    ...["-device", "virtio-blk-pci-non-transitional,drive=disk,num-queues=1,werror=report,rerror=report"],
    ...["-object", "rng-builtin,id=random", "-device", "virtio-rng-pci-non-transitional,rng=random"],
    // A clone gets another generation id than its template, from which the guest's kernel reseeds its random pool.
    ...["-device", "vmgenid,guid=auto"],
    ...["-device", "virtio-serial-pci-non-transitional,max_ports=4"],
    ...consoleDevice(start),
    ...agentDevice(start),
  ];
  if (qmpSocket !== undefined)
    argv.push("-chardev", `socket,id=qmp,${listening(qmpSocket)}`, "-mon", "chardev=qmp,mode=control");
  // Which state to load is said later, together with how: see loadState.
  if (start.as === "clone") argv.push("-incoming", "defer");
  return argv;
}

/** Parts of the board that no machine here needs; each would be code for a hostile guest to talk to. */
const unusedParts = [
  "hpet",
  "smm",
  "vmport",
  "sata",
  "smbus",
  "usb",
  "i8042",
  "mem-merge",
  "dump-guest-core",
];

function memory(spec: MachineSpec, start: Start): string {
  const size = `size=${spec.memoryMiB}M`;
  if (start.as === "console") return `memory-backend-ram,id=ram,${size}`;
  const file = `memory-backend-file,id=ram,${size},mem-path=${comma(start.ram)}`;
  // rom=off: the file is only read, the memory is not.
  return start.as === "template" ? `${file},share=on` : `${file},share=off,readonly=on,rom=off`;
}

function consoleDevice(start: Start): string[] {
  const chardev =
    start.as === "console"
      ? // signal=off: Ctrl-C goes to the guest.
        "stdio,id=console,signal=off"
      : `ringbuf,id=console,size=${consoleLogBytes}`;
  return ["-chardev", chardev, "-device", "virtconsole,chardev=console"];
}

function agentDevice(start: Start): string[] {
  if (start.as === "console") return [];
  const chardev = `socket,id=agent,${listening(start.agentSocket)}`;
  return ["-chardev", chardev, "-device", `virtserialport,id=${agentPortId},chardev=agent,name=${agentPort}`];
}

const listening = (path: string) => `path=${comma(path)},server=on,wait=off`;

/** In QEMU's options a comma in a value is written twice. */
const comma = (value: string) => value.replaceAll(",", ",,");

function blockNode([top, ...below]: Layer[]): Record<string, unknown> {
  if (!top) throw new Error("Cannot describe a disk without an image");
  return {
    driver: top.format,
    file: { driver: "file", filename: top.path },
    // A crash of the host ends every machine anyway: nobody waits for a flush.
    cache: { direct: false, "no-flush": true },
    ...(below.length === 0 ? {} : { backing: { ...blockNode(below), "read-only": true } }),
  };
}
