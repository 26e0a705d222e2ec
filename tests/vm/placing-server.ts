/** A server that places a machine and is killed meanwhile: see lifecycle.test.ts. */
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import { defaultMachine } from "../../labs/machine.ts";

const [folder = "", templates = "[]"] = process.argv.slice(2);
const machines = await openLocalMachines({ folder, templates: JSON.parse(templates) });
process.stdout.write("placing\n");
await machines.place(defaultMachine);
setInterval(() => {}, 1000);
