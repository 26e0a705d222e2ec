/**
 * `npm run check`: everything that can be said of the source without running it. One line per tool,
 * the tool's own words where it objects.
 */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

interface SourceCheck {
  name: string;
  argv: string[];
}

const checks: SourceCheck[] = [
  { name: "format and lint (biome)", argv: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types (tsc)", argv: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of guest code (tsc)", argv: ["tsc", "-p", "tsconfig.guest.json"] },
  {
    name: "types of the site (astro check)",
    argv: ["astro", "check", "--minimumFailingSeverity", "warning"],
  },
  {
    name: "import rules and cycles (dependency-cruiser)",
    argv: [
      "depcruise",
      "--no-progress",
      "site",
      "labs",
      "lab-server",
      "ttrpc",
      "sys",
      "tests",
      "astro.config.mjs",
    ],
  },
  { name: "dead code (knip)", argv: ["knip", "--no-progress"] },
  { name: "protocol files (buf lint)", argv: ["buf", "lint"] },
];

function runQuietly(argv: string[]): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve) => {
    const [command = "", ...rest] = argv;
    const child = spawn(command, rest, {
      env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", (error) => resolve({ passed: false, output: error.message }));
    child.on("close", (code) => resolve({ passed: code === 0, output }));
  });
}

/** Runs all checks, one after the other. */
export async function check(): Promise<{ passed: number; failed: number }> {
  const totals = { passed: 0, failed: 0 };
  for (const { name, argv } of checks) {
    const startMs = performance.now();
    const { passed, output } = await runQuietly(argv);
    totals[passed ? "passed" : "failed"] += 1;
    console.log(`${passed ? "✓" : "✗"} ${name}  ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    if (!passed) console.log(output);
  }
  return totals;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { passed, failed } = await check();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
