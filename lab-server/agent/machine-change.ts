/** What has happened in the machine since somebody last looked. */
export interface MachineChange {
  /** Forks, execs, exits and credential changes of processes. */
  processes: number;
  /** Files and directories of the cgroup tree. */
  cgroups: number;
  /** Whether more happened than was counted. */
  lost: boolean;
}

export type ChangeListener = (change: Partial<MachineChange>) => void;
