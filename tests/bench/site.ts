/** What the pages weigh and what Lighthouse says of the lesson, from a plain static server on this machine. */
import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { builtPages, compressedScriptBytes } from "../site/built-pages.ts";
import { serveSite } from "../site/serve-site.ts";

const pageKinds = { home: "/en/", text: "/en/start-here/", lesson: "/en/foundations/namespaces/" } as const;
const textPageLimitBytes = 40 * 1024;
const categories = ["performance", "accessibility", "best-practices", "seo"] as const;
const debuggingPort = 9333;

interface SiteFigures {
  /** Compressed JavaScript by kind of page. */
  scriptBytes: Record<string, number>;
  /** 0 to 100, the median of three runs. */
  lighthouse: Record<string, number>;
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function runLighthouse(url: string): Promise<Record<string, number>> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
    args: [`--remote-debugging-port=${debuggingPort}`],
  });
  try {
    const scores: Record<(typeof categories)[number], number[]> = {
      performance: [],
      accessibility: [],
      "best-practices": [],
      seo: [],
    };
    for (let run = 0; run < 3; run++) {
      const result = await lighthouse(url, {
        port: debuggingPort,
        onlyCategories: [...categories],
        logLevel: "error",
      });
      if (!result) throw new Error(`Cannot measure ${url}: Lighthouse gave no result`);
      for (const category of categories) {
        const score = result.lhr.categories[category]?.score;
        if (score === undefined || score === null)
          throw new Error(`Cannot measure ${url}: Lighthouse gave no score for ${category}`);
        scores[category].push(Math.round(score * 100));
        if (score < 1)
          for (const { id } of result.lhr.categories[category]?.auditRefs ?? []) {
            const audit = result.lhr.audits[id];
            if (audit && audit.score !== null && audit.score < 0.9)
              console.log(`  run ${run + 1}, ${category}: ${audit.title} ${audit.displayValue ?? ""}`);
          }
      }
    }
    return Object.fromEntries(Object.entries(scores).map(([category, values]) => [category, median(values)]));
  } finally {
    await browser.close();
  }
}

/** Measures, prints a table and a last line of JSON. */
export async function run(): Promise<SiteFigures> {
  const site = await serveSite();
  try {
    const pages = builtPages(site.folder);
    const scriptBytes: Record<string, number> = {};
    for (const [kind, address] of Object.entries(pageKinds)) {
      const page = pages.find((candidate) => candidate.address === address);
      if (!page) throw new Error(`Cannot weigh the ${kind} page: the site has nothing at ${address}`);
      scriptBytes[kind] = compressedScriptBytes(site.folder, page);
    }
    const figures: SiteFigures = {
      scriptBytes,
      lighthouse: await runLighthouse(site.origin + pageKinds.lesson),
    };
    console.log("JavaScript, compressed (brotli)");
    for (const [kind, bytes] of Object.entries(scriptBytes)) {
      const limit = kind === "lesson" ? "" : `  (at most ${textPageLimitBytes / 1024} KiB)`;
      console.log(`  ${kind.padEnd(16)}${(bytes / 1024).toFixed(1).padStart(7)} KiB${limit}`);
    }
    console.log("Lighthouse, lesson page, phone, median of 3 (target 100)");
    for (const [category, score] of Object.entries(figures.lighthouse))
      console.log(`  ${category.padEnd(16)}${String(score).padStart(7)}`);
    console.log(JSON.stringify({ benchmark: "site", ...figures }));
    return figures;
  } finally {
    await site.close();
  }
}
