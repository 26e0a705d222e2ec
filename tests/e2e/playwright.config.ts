import { defineConfig } from "@playwright/test";

/** Debian's chromium, or the one that CHROMIUM names. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Chromium's own sandbox needs an unprivileged user; the pages are ours. */
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

/** The browser suite: a student's view of the whole, with real machines. One at a time, on two cores. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../dist/e2e",
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [...asRoot, "--disable-background-networking", "--disable-component-update"],
    },
  },
});
