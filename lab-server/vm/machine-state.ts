import { setTimeout as sleep } from "node:timers/promises";
import type { Qmp } from "./qmp.ts";

/** The memory is in a file that is mapped; what is saved and loaded is only the rest. */
const withoutMemory = { capabilities: [{ capability: "x-ignore-shared" as const, state: true }] };

/** Writes the state of a stopped machine, all but its memory, to a file. Throws with QEMU's reason. */
export async function saveState(qmp: Qmp, file: string): Promise<void> {
  await qmp.execute("migrate-set-capabilities", { arguments: withoutMemory });
  await qmp.execute("migrate", { arguments: { uri: `file:${file}` } });
  for (;;) {
    const { status, "error-desc": reason } = await qmp.execute("query-migrate");
    if (status === "completed") return;
    if (status === "failed" || status === "cancelled")
      throw new Error(`Cannot save the machine's state: ${reason ?? "QEMU gave no reason"}`);
    await sleep(20);
  }
}

/** Loads what {@link saveState} wrote and waits until the machine runs. Throws when QEMU ends or refuses. */
export async function loadState(qmp: Qmp, file: string, options: { timeoutMs: number }): Promise<void> {
  const { timeoutMs } = options;
  let stopListening = () => {};
  let timer: NodeJS.Timeout | undefined;
  const resumed = new Promise<void>((resolve) => {
    stopListening = qmp.onEvent(({ event }) => {
      if (event === "RESUME") resolve();
    });
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await qmp.execute("migrate-set-capabilities", { arguments: withoutMemory, timeoutMs });
    await qmp.execute("migrate-incoming", { arguments: { uri: `file:${file}` }, timeoutMs });
    await Promise.race([resumed, qmp.closed]);
    const { status } = await qmp.execute("query-status", { timeoutMs });
    if (status !== "running") throw new Error(`QEMU says that the machine is "${status}"`);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}
