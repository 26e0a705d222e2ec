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

/** Loads what {@link saveState} wrote and lets the machine run. Throws when QEMU ends or refuses. */
export async function loadState(qmp: Qmp, file: string, options: { timeoutMs: number }): Promise<void> {
  const { timeoutMs } = options;
  let stopListening = () => {};
  let timer: NodeJS.Timeout | undefined;
  const loaded = new Promise<void>((resolve) => {
    stopListening = qmp.onEvent(({ event, data }) => {
      if (event === "MIGRATION" && data.status === "completed") resolve();
    });
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    const capabilities = [...withoutMemory.capabilities, { capability: "events" as const, state: true }];
    await qmp.execute("migrate-set-capabilities", { arguments: { capabilities }, timeoutMs });
    await qmp.execute("migrate-incoming", { arguments: { uri: `file:${file}` }, timeoutMs });
    await Promise.race([loaded, qmp.closed]);
    // It was stopped when it was saved, and so it comes back.
    await qmp.execute("cont", { timeoutMs });
    const { status } = await qmp.execute("query-status", { timeoutMs });
    if (status !== "running") throw new Error(`QEMU says that the machine is "${status}"`);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}
