import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { it } from "node:test";
import { spawn } from "@lydell/node-pty";
import { qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";
import { defaultMachine } from "../../labs/machine.ts";
import { openMachines } from "./open-machines.ts";

const bootLimitMs = 180_000;

it("the console shows a boot from cold to a shell that answers, and leaves nothing", async (t) => {
  const { machines, folder } = await openMachines(t, { maxMachines: 1 });
  const command = await machines.consoleCommand(defaultMachine);
  await assert.rejects(machines.place(defaultMachine), /the limit/, "a console takes room");
  const [program = "", ...argv] = command.argv;
  const terminal = spawn(program, argv, { cwd: command.cwd, cols: 100, rows: 30 });
  const exited = new Promise((resolve) => terminal.onExit(resolve));
  let output = "";
  let typed = false;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No shell:\n${output.slice(-2000)}`)), bootLimitMs);
    terminal.onExit(() => reject(new Error(`The boot ended:\n${output.slice(-2000)}`)));
    terminal.onData((data) => {
      output += data;
      if (!typed && output.includes("root@machine")) {
        typed = true;
        terminal.write("echo answer $((6 * 7))\r");
      }
      if (!output.includes("answer 42")) return;
      clearTimeout(timer);
      resolve();
    });
  });
  assert.match(output, /^\[ +\d+\.\d+\] /m, "the kernel's own messages are there");
  assert.match(output, /systemd\[1\]/, "and those of the first process");
  assert.equal([...qemuProcessesBelow(folder).values()].flat().length, 1);
  await command.release();
  await exited;
  assert.ok(!existsSync(command.cwd));
  assert.deepEqual(readdirSync(folder), []);
  await machines.drop(await machines.place(defaultMachine));
});
