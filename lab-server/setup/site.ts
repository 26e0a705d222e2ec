import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cached.ts";
import { runCommand } from "./command.ts";
import { compressTexts } from "./compress-texts.ts";
import type { Log } from "./step.ts";

const root = join(import.meta.dirname, "../..");

/** All that the pages are made from. */
const inputs = [
  "content",
  "site",
  "labs",
  "lab-server/protocol",
  "astro.config.mjs",
  "package-lock.json",
  "lab-server/setup/site.ts",
  "lab-server/setup/compress-texts.ts",
];

/**
 * Builds the static site, or finds it in the cache. Needs neither the network nor, unless a diagram is
 * new, a browser.
 */
export function buildSite(log: Log): Promise<{ folder: string; built: boolean }> {
  return cached(
    "site",
    inputs.map((path) => ({ file: join(root, path) })),
    async (folder) => {
      // Astro runs what it has built in order to render the pages: that finds its packages only from below
      // the project.
      await mkdir(join(root, "dist"), { recursive: true });
      const output = await mkdtemp(join(root, "dist/site-"));
      try {
        const astro = join(root, "node_modules/astro/bin/astro.mjs");
        await runCommand([process.execPath, astro, "build", "--outDir", output], {
          cwd: root,
          environment: { ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1", NODE_ENV: "production" },
          log,
          remedy:
            "The pages stand in content/ and site/; the lines above name the file. Correct it and run this again.",
        });
        await cp(output, folder, { recursive: true });
      } finally {
        await rm(output, { recursive: true, force: true });
      }
      log("compressing the pages");
      await compressTexts(folder);
    },
    { log },
  );
}
