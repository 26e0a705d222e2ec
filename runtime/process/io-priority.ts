import { attempt } from "../../sys/door.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { IoPriority } from "../config/config.ts";

const classes: Readonly<Record<IoPriority["class"], number>> = {
  IOPRIO_CLASS_RT: 1,
  IOPRIO_CLASS_BE: 2,
  IOPRIO_CLASS_IDLE: 3,
};

/** Sets this process's I/O priority (ioprio_set(2)), which all that it starts inherits. */
export function setIoPriority(ioPriority: IoPriority | undefined): void {
  if (!ioPriority) return;
  because("/process/ioPriority", () => {
    const thisProcess = 1; // IOPRIO_WHO_PROCESS
    const value = (classes[ioPriority.class] << 13) | ioPriority.priority;
    const result = attempt("ioprio_set", thisProcess, 0, value);
    if (result < 0)
      throw new Error(`process.ioPriority: cannot use ${ioPriority.class} ${ioPriority.priority}`, {
        cause: new SystemError("ioprio_set", -result),
      });
  });
}
