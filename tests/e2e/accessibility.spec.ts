import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./lab-test.ts";

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`),
  );
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, reducedMotion: "reduce" });

    for (const path of ["/en/", "/fr/", "/en/foundations/namespaces/", "/fr/foundations/namespaces/"])
      test(`axe finds nothing on ${path}`, async ({ page }) => {
        await page.goto(path);
        await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
        expect(await violations(page)).toEqual([]);
      });

    test("axe finds nothing beside a running machine", async ({ page, lesson }) => {
      await lesson.open();
      await lesson.startExercise("isolated-hostname");
      const card = lesson.exercise("isolated-hostname");
      await card.getByRole("button", { name: "Check now" }).click();
      await expect(card.locator("[data-status=unmet]").first()).toBeVisible();
      await lesson.ask("ls --color=always -d /etc /bin", "/bin");
      await page.getByRole("button", { name: "New terminal" }).click();
      await expect(page.getByRole("tab")).toHaveCount(2);
      await page.getByRole("button", { name: "Reset", exact: true }).click();
      expect(await violations(page)).toEqual([]);
    });
  });

test("everything can be read without scripts, and nothing offers what cannot be", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  await page.goto("/en/foundations/namespaces/");
  const card = page.locator("[data-exercise=isolated-hostname]");
  await expect(card.locator("[data-exercise-task] code")).not.toHaveText("");
  await expect(card).toContainText("The values here are an example.");
  await expect(card.locator("[data-exercise-checks] li")).toHaveCount(3);
  await card.getByText("Hint 1").click();
  await expect(card.getByText("unshare --help")).toBeVisible();
  await expect(card.getByRole("button")).toHaveCount(0);
  await expect(page.locator(".lab-panel")).toBeHidden();
  await context.close();
});

test("the panel is not printed, the exercises are", async ({ page, lesson }) => {
  await lesson.open();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".lab-panel")).toBeHidden();
  await expect(lesson.exercise("isolated-hostname").locator("[data-exercise-task]")).toBeVisible();
});

test("reading a lesson loads neither the terminal nor a solution", async ({ page, lesson, request }) => {
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.url());
  });
  await lesson.open();
  await page.waitForLoadState("networkidle");
  expect(scripts.filter((url) => /terminals|lab\./.test(url))).toEqual([]);
  const html = await (await request.get("/en/foundations/namespaces/")).text();
  expect(html).not.toContain("setpriv --inh-caps");
  expect(html).not.toContain("near-miss");
});
