import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium } from "@playwright/test";
import { colourMarks, mermaidConfig } from "./diagram-style.ts";

declare global {
  // What mermaid's script leaves in the page.
  var mermaid: typeof import("mermaid").default;
}

const require = createRequire(import.meta.url);

/** Where the browser that draws is: CHROMIUM, or Debian's. */
const chromiumPath = (): string => process.env.CHROMIUM ?? "/usr/bin/chromium";

function startBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!existsSync(executablePath))
    throw new Error(
      `No browser is at ${executablePath}. A diagram that is not in site/diagrams/cache needs one: install chromium (or set CHROMIUM to its path), build again and commit the new file of the cache.`,
    );
  // Chromium's sandbox refuses to run as root.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/**
 * Draws a mermaid diagram in a headless browser, with colours by the variables of
 * {@link colourMarks} and without the style rules that nothing in it uses.
 *
 * @param key made by diagramKey; part of the ids inside, so that several diagrams share a page
 * @throws when mermaid does not understand the source, or there is no browser
 */
export async function drawDiagram(source: string, key: string): Promise<string> {
  let browser: Browser | undefined;
  try {
    browser = await startBrowser();
    const page = await browser.newPage();
    const font = readFileSync(
      require.resolve("@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2"),
    ).toString("base64");
    // The very font of the site: the widths that mermaid measures are those that readers see.
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>
      @font-face { font-family: "IBM Plex Sans"; src: url(data:font/woff2;base64,${font}); font-weight: 100 700 }
      body { font-family: "IBM Plex Sans" }</style><body>`);
    await page.addScriptTag({ path: require.resolve("mermaid/dist/mermaid.min.js") });
    const svg = await page.evaluate(draw, { id: `diagram-${key}`, source, config: mermaidConfig as object });
    return useVariables(svg);
  } catch (error) {
    const start = source.trim().split("\n", 1)[0];
    throw new Error(`Cannot draw the diagram "${start} …": ${(error as Error).message}`, { cause: error });
  } finally {
    await browser?.close();
  }
}

/** Runs in the page. */
async function draw({ id, source, config }: { id: string; source: string; config: object }): Promise<string> {
  await document.fonts.load('15px "IBM Plex Sans"');
  globalThis.mermaid.initialize(config);
  const rendered = await globalThis.mermaid.render(id, source);
  document.body.innerHTML = rendered.svg;
  const svg = document.body.querySelector("svg");
  if (!svg) throw new Error("mermaid drew nothing");
  const style = svg.querySelector("style");
  if (style?.sheet) {
    const used = [...style.sheet.cssRules].filter(
      (rule) =>
        rule instanceof CSSStyleRule &&
        document.querySelector(rule.selectorText.replaceAll(/::?(hover|focus)/g, "")),
    );
    style.textContent = used.map((rule) => rule.cssText).join("");
  }
  const drawing = svg.outerHTML;
  // Every kind of arrow head and shadow is defined; keep those that are referred to.
  for (const definition of svg.querySelectorAll("marker, filter"))
    if (!drawing.includes(`url(#${definition.id})`)) definition.remove();
  // What mermaid keeps for its own editing.
  for (const element of svg.querySelectorAll("[data-points], [data-look], [style='']")) {
    for (const name of ["data-points", "data-look", "data-edge", "data-et", "data-id"])
      element.removeAttribute(name);
    if (element.getAttribute("style") === "") element.removeAttribute("style");
  }
  const { width, height } = svg.viewBox.baseVal;
  svg.removeAttribute("style");
  svg.setAttribute("width", String(Math.ceil(width)));
  svg.setAttribute("height", String(Math.ceil(height)));
  svg.setAttribute("role", "img");
  svg.removeAttribute("aria-roledescription");
  return svg.outerHTML;
}

/** Exchanges the marks, however the browser wrote them, for CSS variables. */
export function useVariables(svg: string): string {
  let result = svg;
  for (const [variable, hex] of Object.entries(colourMarks)) {
    const value = Number.parseInt(hex.slice(1), 16);
    const rgb = `rgb\\(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}\\)`;
    result = result.replaceAll(new RegExp(`${hex}|${rgb}`, "gi"), `var(${variable})`);
  }
  return result;
}
