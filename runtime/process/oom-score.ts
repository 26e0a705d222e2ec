import { close } from "../../sys/files.ts";
import { because } from "../cause.ts";
import { openProcfs, writeProcFile } from "./procfs.ts";

/**
 * Makes a process likelier (up to 1000) or less likely (down to -1000) to be killed when memory runs out. The runtime
 * does it for init, and a process of exec before it enters the container: lowering takes CAP_SYS_RESOURCE on the host.
 */
export function setOomScoreAdj(pid: number | "self", value: number | undefined): void {
  if (value === undefined) return;
  because("/process/oomScoreAdj", () => {
    const procfs = openProcfs();
    try {
      writeProcFile(procfs, `${pid}/oom_score_adj`, String(value));
    } catch (cause) {
      throw new Error(`process.oomScoreAdj: cannot set it to ${value}`, { cause });
    } finally {
      close(procfs);
    }
  });
}
