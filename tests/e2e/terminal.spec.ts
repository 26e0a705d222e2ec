import { expect, test } from "./lab-test.ts";

test("tabs open, hold shells of their own, and close", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  await lesson.ask("echo first-$((40+2))", "first-42");
  await page.getByRole("button", { name: "New terminal" }).click();
  await expect(page.getByRole("tab", { name: "Shell 2" })).toHaveAttribute("aria-selected", "true");
  await lesson.prompt();
  await expect(lesson.screen).not.toContainText("first-42");
  await lesson.ask("echo second-$((40+2))", "second-42");

  await page.getByRole("tab", { name: "Shell 2" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Shell 1" })).toBeFocused();
  await expect(lesson.screen).toContainText("first-42");

  await lesson.type("exit");
  await expect(page.getByRole("tab")).toHaveCount(1);
  await expect(lesson.screen).toContainText("second-42");
  // The shell that is left takes the focus when the other is gone: a key pressed in that moment is its own.
  await expect(async () => {
    await page.getByRole("tab", { name: "Shell 2" }).press("Delete", { timeout: 1000 });
    await expect(page.getByText("No terminal is open.")).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("button", { name: "Open a terminal" }).click();
  await lesson.prompt();
});

test("a second window shows the same machine and the same screen", async ({ lesson, page, context }) => {
  await lesson.open();
  await lesson.start();
  await lesson.ask("echo seen-$((40+2))", "seen-42");
  const other = await context.newPage();
  await other.goto(page.url());
  const otherScreen = other.locator(".lab-screen:not([hidden]) .xterm-rows");
  await expect(otherScreen).toContainText("seen-42");
  await expect(other.locator("[data-light=on] [data-lab-status]")).toHaveText(
    (await lesson.hostname.textContent()) ?? "",
  );
  await lesson.ask("echo both-$((40+2))", "both-42");
  await expect(otherScreen).toContainText("both-42");
});

test("the keyboard alone starts the machine, types, and leaves the terminal", async ({ lesson, page }) => {
  await lesson.open();
  const start = page.getByRole("button", { name: "Start the machine" });
  const isFocused = () => page.evaluate<boolean>("document.activeElement.matches('[data-lab-start]')");
  // Backwards: the panel is the last thing on the page.
  for (let presses = 0; presses < 20 && !(await isFocused()); presses += 1)
    await page.keyboard.press("Shift+Tab");
  await expect(start).toBeFocused();
  await page.keyboard.press("Enter");
  await lesson.prompt();

  const input = page.locator(".lab-screen:not([hidden]) .xterm-helper-textarea");
  await expect(input).toBeFocused();
  await page.keyboard.type("echo key-$((40+2)) /etc/hostn");
  await page.keyboard.press("Tab");
  await expect(input).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lesson.screen).toContainText("key-42 /etc/hostname");

  await page.keyboard.press("Control+m");
  await expect(page.getByRole("button", { name: "Smaller text" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(input).toBeFocused();
});

test("text is searched, copied and pasted", async ({ lesson, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lesson.open();
  await lesson.start();
  await lesson.ask("clear; printf 'needle%s\\n' -1 -2", "needle-2");
  await page.keyboard.press("Control+Shift+f");
  const search = page.getByRole("searchbox", { name: "Search in the terminal" });
  await expect(search).toBeFocused();
  await page.keyboard.type("needle-");
  await expect(page.locator("[data-lab-search] output")).toHaveText(/^\d of 2$/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(search).toBeHidden();

  // Writing to the clipboard takes its time, and a redrawn row loses its selection.
  await expect(async () => {
    await lesson.screen.getByText("needle-1", { exact: true }).dblclick({ force: true });
    await page.keyboard.press("Control+Shift+c");
    const copied = () => page.evaluate<string>("navigator.clipboard.readText()");
    await expect.poll(copied, { timeout: 1000 }).toContain("needle");
  }).toPass({ timeout: 20_000 });
  await page.evaluate("navigator.clipboard.writeText('echo pasted-$((40+2))')");
  await page.keyboard.press("Control+Shift+v");
  await expect(lesson.screen).toContainText("echo pasted-$((40+2))");
  await page.keyboard.press("Enter");
  await expect(lesson.screen).toContainText("pasted-42");
});

test("text size and screen reader mode are remembered", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  const size = async () =>
    Number.parseFloat(
      await page.evaluate<string>("getComputedStyle(document.querySelector('.xterm-rows')).fontSize"),
    );
  const before = await size();
  await page.getByRole("button", { name: "Larger text" }).click();
  await page.getByRole("button", { name: "Larger text" }).click();
  await expect.poll(size).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Screen reader" }).click();
  await lesson.ask("echo heard-$((40+2))", "heard-42");
  const list = page.locator(".lab-screen:not([hidden]) [role=list]");
  await expect(list).toContainText("heard-42");

  await page.reload();
  await expect(page.getByRole("button", { name: "Screen reader" })).toHaveAttribute("aria-pressed", "true");
  await expect(list).toContainText("heard-42");
  expect(await size()).toBeGreaterThan(before);
});

test("output comes without end and is drawn all the same, and Ctrl-C stops it", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  await lesson.type("yes flood | head -c 3000000; echo all-$((40+2))");
  await expect(lesson.screen).toContainText("all-42", { timeout: 60_000 });
  await lesson.type("yes");
  await page.waitForTimeout(1000);
  await page.keyboard.press("Control+c");
  await lesson.ask("echo stopped-$((40+2))", "stopped-42");
});

test("the panel fills the window, steps aside and comes back", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  const body = page.locator("#lab-body");
  await page.getByRole("button", { name: "Fill the window" }).click();
  expect(await body.boundingBox()).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
  await page.getByRole("button", { name: "Fill the window" }).click();
  await page.getByRole("button", { name: "Hide the lab" }).click();
  await expect(body).toBeHidden();
  await page.reload();
  await expect(body).toBeHidden();
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  await expect(lesson.screen).toContainText("#");
});

test("a boot is watched in a tab of its own, beside the shell", async ({ lesson, page }) => {
  await lesson.open();
  await lesson.start();
  await page.getByRole("button", { name: "Watch a boot" }).click();
  const tab = page.getByRole("tab", { name: "Boot console" });
  await expect(tab).toHaveAttribute("aria-selected", "true");
  await expect(lesson.screen).toContainText("systemd", { timeout: 75_000 });
  await tab.focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("tab")).toHaveCount(1);
  await lesson.ask("echo shell-$((40+2))", "shell-42");
});
