import { test as base } from "@playwright/test";
import { LabProcess } from "./lab-process.ts";
import { Lesson } from "./lesson.ts";

interface OfTest {
  lesson: Lesson;
  /** Whatever the page complained about; a test with complaints does not pass. */
  complaints: string[];
}

/** Tests with a lab server, shared by the tests of a worker, and a lesson page of their own. */
export const test = base.extend<OfTest, { lab: LabProcess }>({
  lab: [
    async ({ browserName: _ }, use) => {
      const lab = await LabProcess.launch();
      await use(lab);
      await lab.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ lab }, use) => use(lab.origin),
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error.stack)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await use(complaints);
  },
  lesson: async ({ page, complaints }, use) => {
    await use(new Lesson(page));
    base.expect(complaints).toEqual([]);
  },
});

export { expect } from "@playwright/test";
