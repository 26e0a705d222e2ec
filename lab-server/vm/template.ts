import { join } from "node:path";
import type { MachineSpec } from "../../labs/machine.ts";
import type { Acceleration, Boot, Layer } from "./qemu-arguments.ts";

/** A booted machine that was saved: what clones are made of. Its files are never written again. */
export interface Template {
  /** Holds the files that {@link templateFiles} names. */
  folder: string;
  spec: MachineSpec;
  acceleration: Acceleration;
  /** The image that was booted. */
  image: { disk: string; kernel: string; initrd: string };
}

/** The files of a template's folder. */
export function templateFiles(folder: string) {
  return {
    /** The machine's memory, sparse. */
    ram: join(folder, "ram"),
    /** The state of its processors and devices. */
    state: join(folder, "state"),
    /** What it wrote over the image's disk. */
    disk: join(folder, "disk.qcow2"),
    /** A disk image of the same size with nothing in it: copied for each clone. */
    emptyDisk: join(folder, "empty.qcow2"),
    /** The beginning of the kernel: see {@link cloneBoot}. */
    kernelHeader: join(folder, "kernel-header"),
  };
}

/** The disk of the template's image alone, and with what the template wrote. Below a clone's own overlay. */
export function imageLayers(template: Pick<Template, "image">): Layer[] {
  return [{ path: template.image.disk, format: "raw" }];
}

export function templateLayers(template: Template): Layer[] {
  return [{ path: templateFiles(template.folder).disk, format: "qcow2" }, ...imageLayers(template)];
}

/**
 * What a clone boots: nothing, but where the template was given a kernel QEMU must have made the same
 * devices, and it reads a kernel into memory of its own for that. The first sectors, which say how the rest
 * would be loaded, are enough. https://docs.kernel.org/arch/x86/boot.html
 */
export function cloneBoot(template: Template): Boot {
  return { kernel: templateFiles(template.folder).kernelHeader, commandLine: "clone" };
}

/** The bytes of a bzImage before the compressed kernel: the boot sector and the setup sectors. */
export function kernelHeaderBytes(kernel: Uint8Array): number {
  const setupSectors = kernel[0x1f1];
  if (setupSectors === undefined || !hasMagic(kernel))
    throw new Error("Cannot read the kernel's header: it is not a bzImage");
  return (1 + (setupSectors === 0 ? 4 : setupSectors)) * 512;
}

const hasMagic = (kernel: Uint8Array) =>
  Buffer.from(kernel.subarray(0x202, 0x206)).toString("latin1") === "HdrS";
