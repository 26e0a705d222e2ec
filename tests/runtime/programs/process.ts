import "../../../sys/text-coding.ts";
import type { Linux, Process } from "../../../runtime/config/config.ts";
import { setAppArmorProfile } from "../../../runtime/process/apparmor.ts";
import { setCpuAffinity } from "../../../runtime/process/cpu-affinity.ts";
import { takeOnCredentials } from "../../../runtime/process/credentials.ts";
import { setIoPriority } from "../../../runtime/process/io-priority.ts";
import { setMemoryPolicy } from "../../../runtime/process/memory-policy.ts";
import { setOomScoreAdj } from "../../../runtime/process/oom-score.ts";
import { setPersonality } from "../../../runtime/process/personality.ts";
import { openProcfs } from "../../../runtime/process/procfs.ts";
import { setRlimits } from "../../../runtime/process/rlimits.ts";
import { setScheduler } from "../../../runtime/process/scheduler.ts";
import { setSelinuxLabel, withKeyLabel } from "../../../runtime/process/selinux.ts";
import { joinSessionKeyring } from "../../../runtime/process/session-keyring.ts";
import { applySysctl } from "../../../runtime/process/sysctl.ts";
import { forbidNewPrivileges, setUmask } from "../../../sys/credentials.ts";
import { attempt } from "../../../sys/door.ts";
import { unshare } from "../../../sys/linux-namespaces.ts";
import { execute } from "../../../sys/processes.ts";

/** What process.test.ts asks for: parts of a config, and what to turn into with them. "12n" stands for a bigint. */
interface Request {
  process?: Partial<Process>;
  linux?: Partial<Linux>;
  keyring?: string;
  unshare?: number;
  argv: string[];
}

const request: Request = JSON.parse(scriptArgs[1] ?? "", (_, value) =>
  typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
);

const { process = {}, linux = {}, keyring, argv } = request;
const procfs = openProcfs();
if (request.unshare) unshare(request.unshare);
if (keyring !== undefined)
  withKeyLabel(process.selinuxLabel, procfs, () => joinSessionKeyring({ id: keyring, opensTo: "user" }));
applySysctl(linux.sysctl);
setOomScoreAdj(attempt("getpid"), process.oomScoreAdj);
setRlimits(0, process.rlimits);
setScheduler(process.scheduler);
setIoPriority(process.ioPriority);
setCpuAffinity(process.execCPUAffinity, "initial");
setCpuAffinity(process.execCPUAffinity, "final");
setMemoryPolicy(linux.memoryPolicy);
setPersonality(linux.personality);
if (process.noNewPrivileges) forbidNewPrivileges();
setAppArmorProfile(process.apparmorProfile, procfs);
setSelinuxLabel(process.selinuxLabel, procfs);
const { user, capabilities } = process;
if (user || capabilities)
  takeOnCredentials({ user: user ?? { uid: 0, gid: 0 }, ...(capabilities ? { capabilities } : {}) });
if (user?.umask !== undefined) setUmask(user.umask);
execute(argv[0] ?? "", { argv, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] });
