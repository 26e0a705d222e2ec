import {
  type CheckpointOptions,
  type CriuOptions,
  cgroupModes,
  type RestoreOptions,
} from "./criu-options.ts";
import type { Message } from "./encode-message.ts";

/** Kinds of requests and answers: enum criu_req_type of criu's rpc.proto, as all numbers here. */
export const RequestType = { dump: 1, restore: 2, preDump: 4, notify: 6 } as const;

/** A place that criu is not to save or make, because it comes from outside of the container. */
export interface ExternalMount {
  /** Where it is in the container. */
  destination: string;
  /** What is bound there: when restored, a path of the host. */
  source: string;
}

/** The folders of images, open in this process: criu opens them anew through /proc. */
export interface OpenFolders {
  image: number;
  work: number | undefined;
}

export interface DumpFacts {
  folders: OpenFolders;
  pid: number;
  rootfs: string;
  /** The container's cgroup, by whose freezer criu stops it. */
  cgroup: string | undefined;
  externalMounts: readonly ExternalMount[];
  /** Linux namespaces that were joined: `net[<inode>]:<key>`. */
  externalNamespaces: readonly string[];
}

export interface RestoreFacts {
  folders: OpenFolders;
  /** Where the root file system is mounted. */
  rootfs: string;
  /** Below the cgroup2 file system; where what was in the container's cgroup goes. */
  cgroup: string | undefined;
  externalMounts: readonly ExternalMount[];
  joinedNamespaces: readonly { type: string; path: string }[];
  /** Descriptors of criu's that take the place of saved ones: a pipe, a Linux namespace. */
  inherited: readonly { key: string; descriptor: number }[];
}

const networkNamespace = 0x40000000; // CLONE_NEWNET
const verbose = 4;
const configuration = "/etc/criu/runc.conf";

export const logFiles = { dump: "dump.log", restore: "restore.log" } as const;

/** Asks criu to save a container; with preDump only what it needs of memory. */
export function dumpRequest(options: CheckpointOptions, facts: DumpFacts): Message {
  const { pageServer, parentImage, preDump } = options;
  const ps: Message | undefined = pageServer && [
    [1, pageServer.address],
    [2, pageServer.port],
  ];
  return [
    [1, preDump ? RequestType.preDump : RequestType.dump],
    [
      2,
      [
        ...commonFields(options, { folders: facts.folders, logFile: logFiles.dump, root: facts.rootfs }),
        [2, facts.pid],
        [3, options.leaveRunning],
        [11, ps],
        [14, parentImage],
        [15, parentImage === undefined && !preDump ? undefined : true],
        [18, options.linkRemap],
        [23, preDump ? [] : facts.externalMounts.map(externalMount)],
        [37, facts.externalNamespaces],
        [44, facts.cgroup],
        [46, options.tcpSkipInFlight],
      ],
    ],
  ];
}

/** Asks criu to bring a container back, as a child of this process. */
export function restoreRequest(options: RestoreOptions, facts: RestoreFacts): Message {
  const { cgroup } = facts;
  // Without a name it is the hierarchy of cgroup v2 alone.
  const cgroupRoot: Message | undefined =
    cgroup === undefined
      ? undefined
      : [
          [1, ""],
          [2, cgroup],
        ];
  return [
    [1, RequestType.restore],
    [
      2,
      [
        ...commonFields(options, { folders: facts.folders, logFile: logFiles.restore, root: facts.rootfs }),
        [6, true], // evasive_devices: a device that has another path now
        [23, facts.externalMounts.map(externalMount)],
        [25, cgroupRoot && [cgroupRoot]],
        [26, true], // rst_sibling
        [
          27,
          facts.inherited.map(
            ({ key, descriptor }): Message => [
              [1, key],
              [2, descriptor],
            ],
          ),
        ],
        [
          39,
          facts.joinedNamespaces.map(
            ({ type, path }): Message => [
              [1, type],
              [2, path],
            ],
          ),
        ],
        [53, options.lsmProfile],
        [63, options.lsmMountContext],
      ],
    ],
  ];
}

/** Lets criu go on after it has told of something. */
export const notifyAnswer: Message = [
  [1, RequestType.notify],
  [3, true],
];

function commonFields(
  options: CriuOptions,
  { folders, logFile, root }: { folders: OpenFolders; logFile: string; root: string },
): Message {
  return [
    [1, folders.image],
    [4, options.externalUnixSockets],
    [5, options.tcpEstablished],
    [7, options.shellJob],
    [8, options.fileLocks],
    [9, verbose],
    [10, logFile],
    [12, true], // notify_scripts
    [13, root],
    [16, options.autoDedup],
    [17, folders.work],
    [24, true], // manage_cgroups, by the mode below
    [34, cgroupModes[options.cgroupMode]],
    // Interfaces are others' business, who put new ones into the restored container.
    [38, networkNamespace],
    [48, options.lazyPages],
    [50, true], // orphan_pts_master: the terminal's other side comes to us
    [51, configuration],
  ];
}

const externalMount = ({ destination, source }: ExternalMount): Message => [
  [1, destination],
  [2, source],
];
