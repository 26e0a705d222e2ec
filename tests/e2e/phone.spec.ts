import { expect, test } from "./lab-test.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone the terminal is a sheet below the text, with the keys that it lacks", async ({
  lesson,
  page,
}) => {
  await lesson.open();
  const body = page.locator("#lab-body");
  await expect(body).toBeHidden();
  const handle = page.getByRole("button", { name: "Terminal", exact: true });
  await expect(handle).toBeInViewport();
  await handle.tap();
  await lesson.start();
  await expect(body).toBeInViewport({ ratio: 0.99 });

  // It says that it runs, so that Ctrl+C reaches it and not the shell that starts it.
  await lesson.ask("sh -c 'echo running-$((40+2)); exec cat'", "running-42");
  await page.getByRole("button", { name: "Ctrl", exact: true }).tap();
  await expect(page.getByRole("button", { name: "Ctrl", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.keyboard.type("c");
  await expect(lesson.screen).toContainText(/\^C.*#/);
  await lesson.ask("echo phone-$((40+2))", "phone-42");
  await page.getByRole("button", { name: "↑" }).tap();
  await expect(lesson.screen).toContainText(/# echo phone[\s\S]*# echo phone/);

  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Hide the lab" }).tap();
  await expect(body).toBeHidden();
});
