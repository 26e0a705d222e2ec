/** `npm run bench -- vm terminal site runtime`: each prints a table and a last line of JSON. */
import { prepare } from "../../lab-server/setup/prepare.ts";

const benchmarks: Record<string, () => Promise<{ run: () => Promise<unknown> }>> = {
  vm: () => import("./vm.ts"),
  terminal: () => import("./terminal.ts"),
  site: () => import("./site.ts"),
  runtime: () => import("./runtime.ts"),
};

// Options belong to the benchmarks.
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = asked.filter((name) => !(name in benchmarks));
if (asked.length === 0 || unknown.length > 0) {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} …`);
  if (unknown.length > 0) console.error(`No benchmark is called ${unknown.join(", ")}.`);
  process.exit(2);
}

await prepare({ forTests: true });
for (const name of asked) {
  const benchmark = await benchmarks[name]?.();
  await benchmark?.run();
}
process.exit();
