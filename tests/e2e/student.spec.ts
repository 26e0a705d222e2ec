import { expect, test } from "./lab-test.ts";

const id = "isolated-hostname";

test("a student solves an exercise, reloads, resets", async ({ lesson, page }) => {
  await lesson.open();
  await expect(lesson.exercise(id)).toContainText("Not started");
  await lesson.start();
  await lesson.startExercise(id);
  await expect(lesson.exercise(id)).toContainText("Not yet solved");
  const hostname = await lesson.hostname.textContent();

  await lesson.solve(id);
  await lesson.expectSolved(id);
  await expect(lesson.exercise(id).locator("[data-status=met]")).toHaveCount(3);
  await lesson.ask("echo still-$((40+2))", "still-42");

  await page.reload();
  await lesson.expectSolved(id);
  await expect(lesson.screen).toContainText("still-42");
  await expect(lesson.hostname).toHaveText(hostname ?? "");
  await expect(page.getByRole("tab")).toHaveCount(1);
  await lesson.ask("echo again-$((40+2))", "again-42");

  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await page.getByRole("button", { name: "Yes, reset" }).click();
  await expect(lesson.hostname).not.toHaveText(hostname ?? "", { timeout: 60_000 });
  await lesson.prompt();
  await expect(lesson.exercise(id)).toHaveAttribute("data-solved", "false");
  await expect(lesson.exercise(id)).toContainText("Not yet solved");
  await expect(lesson.screen).not.toContainText("still-42");
});

test("a near miss is told what was found, and hints come one by one", async ({ lesson }) => {
  await lesson.open();
  await lesson.startExercise(id);
  const card = lesson.exercise(id);
  await lesson.type("unshare --uts bash");
  const unmet = card.locator("[data-check=pid-namespace][data-status=unmet]");
  await card.getByRole("button", { name: "Check now" }).click();
  await expect(unmet).toContainText("Found:");
  await expect(unmet).toContainText("Expected:");
  await expect(card.locator("[data-exercise-given-hints] li")).toHaveCount(0);
  await card.getByRole("button", { name: "Next hint (3 left)" }).click();
  await expect(card.locator("[data-exercise-given-hints] li")).toHaveCount(1);
  await expect(card.getByRole("button", { name: "Next hint (2 left)" })).toBeVisible();
});

for (const exercise of ["memory-limit", "single-capability"])
  test(`the exercise ${exercise} is solved by typing`, async ({ lesson }) => {
    await lesson.open();
    await lesson.startExercise(exercise);
    await lesson.solve(exercise);
    await lesson.expectSolved(exercise);
  });

test("the French page speaks French, machine and exercise included", async ({ lesson, page }) => {
  await lesson.open("fr");
  await page.getByRole("button", { name: "Démarrer la machine" }).click();
  await lesson.prompt();
  await lesson.startExercise("memory-limit");
  await expect(lesson.exercise("memory-limit")).toContainText("Pas encore résolu");
  await lesson.solve("memory-limit");
  await lesson.expectSolved("memory-limit");
  await expect(lesson.exercise("memory-limit")).toContainText("Résolu");
});

test("a command in the text is run in the terminal, with the machine started for it", async ({
  lesson,
  page,
}) => {
  await lesson.open();
  const button = page.locator("[data-run]").first();
  const command = (await button.getAttribute("data-run"))?.split("\n")[0] ?? "";
  expect(command).not.toBe("");
  await button.click();
  await lesson.prompt();
  await expect(lesson.screen).toContainText(`# ${command}`);
  await expect(button).toHaveAttribute("aria-busy", "false", { timeout: 60_000 });
});

test("a machine that is stopped is gone, and another starts", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(lesson.hostname).toBeVisible();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Yes, stop" }).click();
  await expect(lesson.hostname).toHaveCount(0);
  await lesson.start();
});
