import { expect, type Locator, type Page } from "@playwright/test";
import { findExercise } from "../../labs/catalog.ts";
import type { Text } from "../../labs/text.ts";

/** The values that a student reads in a task, by exercise. */
const readValues: Record<string, (task: string, codes: string[]) => Record<string, string | number>> = {
  "isolated-hostname": (_task, [hostname = ""]) => ({ hostname }),
  "memory-limit": (task, [path = ""]) => ({
    group: path.slice(path.lastIndexOf("/") + 1),
    limitMiB: Number(/(\d+)\s(?:MiB|Mio)/.exec(task)?.[1]),
  }),
  "single-capability": (_task, [name = ""]) => ({ capability: name.replace(/^cap_/, "") }),
};

/** A lesson page as a student uses it. */
export class Lesson {
  readonly page: Page;
  /** The terminal in front, as text. */
  readonly screen: Locator;
  readonly hostname: Locator;

  constructor(page: Page) {
    this.page = page;
    this.screen = page.locator(".lab-screen:not([hidden]) .xterm-rows");
    this.hostname = page.locator("[data-light=on] [data-lab-status]");
  }

  async open(language: keyof Text = "en"): Promise<void> {
    await this.page.goto(`/${language}/foundations/namespaces/`);
  }

  /** Starts the machine from the panel and waits for a prompt that answers. */
  async start(): Promise<void> {
    await this.page.locator("[data-lab-start]:visible").click();
    await this.prompt();
  }

  async prompt(): Promise<void> {
    await expect(this.screen).toContainText("#", { timeout: 60_000 });
  }

  /** Types a line into the terminal in front. */
  async type(line: string): Promise<void> {
    await this.page.locator(".lab-screen:not([hidden]) .xterm-helper-textarea").focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Types a line and waits for the next prompt. What is typed while a shell hands the terminal over to a program
   * may be lost on any terminal, so a test has to wait as a person does.
   */
  async run(line: string): Promise<void> {
    await this.type(line);
    await expect(this.screen).toContainText(line);
    await expect
      .poll(async () => {
        const rows = await this.screen.locator("> div").allTextContents();
        return rows.findLast((row) => row.trim() !== "")?.trim();
      })
      .toMatch(/#$/);
  }

  /** Types a line and waits until the machine has answered with a text that the line itself does not hold. */
  async ask(line: string, answer: string | RegExp): Promise<void> {
    await this.type(line);
    await expect(this.screen).toContainText(answer);
  }

  exercise(id: string): Locator {
    return this.page.locator(`[data-exercise="${id}"]`);
  }

  async startExercise(id: string): Promise<void> {
    await this.exercise(id).locator("[data-exercise-start]").click();
    await expect(this.exercise(id).locator("[data-exercise-check]")).toBeVisible({ timeout: 60_000 });
    await this.prompt();
  }

  /** Solves an exercise by typing, from the values in its task. */
  async solve(id: string): Promise<void> {
    const task = this.exercise(id).locator("[data-exercise-task]");
    const read = readValues[id];
    const exercise = findExercise(id);
    if (!read || !exercise) throw new Error(`Cannot solve "${id}": how to read its task is not known here`);
    const values = read((await task.textContent()) ?? "", await task.locator("code").allTextContents());
    for (const line of exercise.solution(values)) await this.run(line);
  }

  /** Expects the solved mark, and a tick at every check. */
  async expectSolved(id: string): Promise<void> {
    const card = this.exercise(id);
    await expect(card).toHaveAttribute("data-solved", "true");
    await expect(card.locator("[data-exercise-solved]")).toBeVisible();
  }
}
