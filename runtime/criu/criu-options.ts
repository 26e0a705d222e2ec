/** What the options that checkpoint and restore have in common ask of criu. */
export interface CriuOptions {
  /** Absolute. */
  imageFolder: string;
  /** Absolute; undefined: the image's folder. */
  workFolder: string | undefined;
  tcpEstablished: boolean;
  externalUnixSockets: boolean;
  shellJob: boolean;
  lazyPages: boolean;
  fileLocks: boolean;
  autoDedup: boolean;
  cgroupMode: CgroupMode;
}

/** What criu does with cgroups, by its numbers (enum criu_cg_mode). */
export const cgroupModes = { ignore: 0, soft: 3, full: 4, strict: 5, "": 6 } as const;

export type CgroupMode = keyof typeof cgroupModes;

export interface CheckpointOptions extends CriuOptions {
  /** Relative to the image's folder. */
  parentImage: string | undefined;
  leaveRunning: boolean;
  tcpSkipInFlight: boolean;
  linkRemap: boolean;
  preDump: boolean;
  /** Gets a zero byte when lazy pages can be asked for. */
  statusDescriptor: number | undefined;
  pageServer: { address: string; port: number } | undefined;
}

export interface RestoreOptions extends CriuOptions {
  lsmProfile: string | undefined;
  lsmMountContext: string | undefined;
}
