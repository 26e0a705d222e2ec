/** What is already running in a freshly cloned machine. */
export type Profile = "linux" | "docker";

/** The machine that an exercise asks for. */
export interface MachineSpec {
  profile: Profile;
  vcpus: number;
  memoryMiB: number;
}

/** What an exercise gets when it asks for nothing. */
export const defaultMachine: MachineSpec = { profile: "linux", vcpus: 1, memoryMiB: 768 };

export const isSameSpec = (a: MachineSpec, b: MachineSpec): boolean =>
  a.profile === b.profile && a.vcpus === b.vcpus && a.memoryMiB === b.memoryMiB;
