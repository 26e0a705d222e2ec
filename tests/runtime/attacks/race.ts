import { spawn } from "node:child_process";
import { once } from "node:events";
import { buildNative } from "../../../lab-server/setup/native.ts";
import type { Exchange } from "./exchange-at-each-call.ts";

const mostMs = 20_000;
const mostTries = 60;

/** Tries something while two names are exchanged as fast as the kernel can. Result: whether it ever worked. */
export async function race({ folder, names }: Exchange, attempt: () => boolean): Promise<boolean> {
  const exchanger = await buildNative(
    "tests/runtime/programs/exchange.ts",
    "cloison-test-exchange",
    () => {},
  );
  const process = spawn(exchanger, [folder, ...names], { stdio: "ignore" });
  try {
    const startMs = performance.now();
    for (let tries = 0; tries < mostTries && performance.now() - startMs < mostMs; tries++)
      if (attempt()) return true;
    return false;
  } finally {
    process.kill("SIGKILL");
    await once(process, "exit");
  }
}
