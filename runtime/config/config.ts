import type { TypeOf } from "./rule.ts";
import type { configShape } from "./shapes/config-shape.ts";
import type { processShape } from "./shapes/process-shape.ts";
import type { resourcesShape } from "./shapes/resources-shape.ts";

/*
 * config.json as the runtime's code sees it once it has been checked (OCI runtime-spec 1.3, Linux). Names are those of
 * the file; shapes/ says what each may be. A property that was null or an empty text is not there. Integers of 64 bits
 * are bigints.
 */

/** What a list holds. */
type Item<T> = NonNullable<T> extends readonly (infer E)[] ? E : never;
/** What a record holds. */
type Entry<T> = NonNullable<T>[keyof NonNullable<T>];

export interface Config extends TypeOf<typeof configShape> {}

export interface Process extends TypeOf<typeof processShape> {}
export type User = Process["user"];
export type Capabilities = NonNullable<Process["capabilities"]>;
export type Rlimit = Item<Process["rlimits"]>;
export type Scheduler = NonNullable<Process["scheduler"]>;
export type IoPriority = NonNullable<Process["ioPriority"]>;
export type CpuAffinity = NonNullable<Process["execCPUAffinity"]>;

export type Mount = Item<Config["mounts"]>;
export type IdMapping = Item<Mount["uidMappings"]>;

export type Hooks = NonNullable<Config["hooks"]>;
export type Hook = Item<Hooks["poststop"]>;

export type Linux = NonNullable<Config["linux"]>;
export type Device = Item<Linux["devices"]>;
export type NetDevice = Entry<Linux["netDevices"]>;
export type MemoryPolicy = NonNullable<Linux["memoryPolicy"]>;
export type Personality = NonNullable<Linux["personality"]>;

export type Seccomp = NonNullable<Linux["seccomp"]>;
export type SeccompRule = Item<Seccomp["syscalls"]>;
export type SeccompArgument = Item<SeccompRule["args"]>;

export interface Resources extends TypeOf<typeof resourcesShape> {}
export type DeviceRule = Item<Resources["devices"]>;
export type MemoryLimits = NonNullable<Resources["memory"]>;
export type CpuLimits = NonNullable<Resources["cpu"]>;
export type PidsLimit = NonNullable<Resources["pids"]>;
export type BlockIo = NonNullable<Resources["blockIO"]>;
export type HugepageLimit = Item<Resources["hugepageLimits"]>;
export type RdmaLimit = Entry<Resources["rdma"]>;
