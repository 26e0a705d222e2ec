/** The pages in a browser, without a lab server: accessible, readable on small screens, on paper, without script. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "@playwright/test";
import { type ServedSite, serveSite } from "./serve-site.ts";

const addresses = [
  "/en/",
  "/fr/",
  "/en/start-here/",
  "/fr/start-here/",
  "/en/foundations/namespaces/",
  "/fr/foundations/namespaces/",
];
const lesson = "/en/foundations/namespaces/";

let site: ServedSite;
let browser: Browser;

before(async () => {
  site = await serveSite();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
  });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function open<T>(
  address: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  try {
    const page = await context.newPage();
    await page.goto(site.origin + address);
    return await look(page);
  } finally {
    await context.close();
  }
}

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1440, 390])
    describe(`axe, ${colorScheme}, ${width} pixels wide`, () => {
      for (const address of [...addresses, "/404.html"])
        test(address, () =>
          open(address, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
            const { violations } = await new AxeBuilder({ page }).analyze();
            assert.deepEqual(
              violations.map(
                ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n")}`,
              ),
              [],
            );
          }),
        );
    });

test("nothing is wider than a screen of 360 pixels, except in a box of its own that scrolls", async () => {
  for (const address of addresses)
    await open(address, { viewport: { width: 360, height: 740 } }, async (page) => {
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(tooWide <= 0, `${address} is ${tooWide} pixels too wide`);
    });
});

test("text is at least 12 pixels high in diagrams on a phone", () =>
  open(lesson, { viewport: { width: 360, height: 740 } }, async (page) => {
    const sizes = await page.evaluate(() =>
      [...document.querySelectorAll<SVGSVGElement>(".diagram svg")].map((svg) => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return Number.parseFloat(getComputedStyle(svg).fontSize) * scale;
      }),
    );
    assert.ok(sizes.length > 0);
    for (const size of sizes) assert.ok(size >= 12, `${size}`);
  }));

test("without script the lesson is whole, and offers nothing that cannot work", () =>
  open(lesson, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } }, async (page) => {
    assert.ok(await page.getByRole("heading", { name: "What root may do" }).isVisible());
    assert.equal(await page.locator(".diagram svg:visible").count(), 3);
    assert.equal(await page.locator(".exercise:visible").count(), 3);
    assert.equal(await page.locator("[data-run]:visible").count(), 0);
    await page.goto(site.origin);
    await page.waitForURL("**/en/");
  }));

test("on paper there is the text, and no controls", () =>
  open(lesson, { colorScheme: "dark", viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("button:visible, [data-lab]:visible, .contents-bar:visible").count(), 0);
    assert.equal(await page.locator(".exercise-task:visible").count(), 3);
    const colours = await page.evaluate(() => {
      const of = (selector: string) =>
        getComputedStyle(document.querySelector(selector) ?? document.body).color;
      return [".sl-markdown-content p", ".expressive-code .typed", ".lesson-head li"].map(of);
    });
    for (const colour of colours) {
      const channels = colour.match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
      assert.ok(Math.max(...channels) < 100, `${colour} is too pale for paper`);
    }
    const link = page.locator('.sl-markdown-content a[href^="https://docs.kernel.org"]');
    assert.match(
      await link.evaluate((node) => getComputedStyle(node, "::after").content),
      /docs\.kernel\.org/,
    );
  }));

test("the keyboard reaches the text first, and the divider moves by arrow keys", () =>
  open(lesson, { viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), "#_top");
    const divider = page.getByRole("separator");
    const before = (await page.locator(".lab-region").boundingBox())?.width ?? 0;
    await divider.focus();
    await page.keyboard.press("ArrowLeft");
    const after = (await page.locator(".lab-region").boundingBox())?.width ?? 0;
    assert.ok(after > before, `${after} > ${before}`);
    await page.reload();
    assert.equal((await page.locator(".lab-region").boundingBox())?.width, after);
  }));

test("the door sends French readers to the French pages", () =>
  open("/", { locale: "fr-CA" }, (page) => page.waitForURL("**/fr/")));

test("the search finds a word of the lesson, in the page's language", () =>
  open("/fr/", { viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.getByRole("button", { name: "Rechercher dans le cours" }).click();
    await page.locator("dialog input").fill("capacités");
    const result = page.locator("dialog li a").first();
    await result.waitFor();
    assert.match((await result.getAttribute("href")) ?? "", /^\/fr\/foundations\/namespaces\//);
  }));
