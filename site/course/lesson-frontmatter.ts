import { z } from "astro/zod";
import { modules } from "./modules.ts";

const moduleIds = modules.map((module) => module.id);

const sentences = (what: string) =>
  z.array(z.string().min(1, `Each of ${what} must be a sentence, not an empty string.`));

/**
 * What the head of a lesson file says about it, beside Starlight's own `title` and `description`.
 * A page that is not a lesson gives none of these fields. The time it takes to read is not here: it
 * is counted from the text.
 */
export const lessonFrontmatter = z
  .object({
    module: z
      .string()
      .refine((id) => moduleIds.includes(id), {
        error: ({ input }) =>
          `module is "${input}", but the modules are: ${moduleIds.join(", ")}. Correct it, or add it to site/course/modules.ts.`,
      })
      .optional(),
    order: z.number().int().min(1, "order counts lessons of a module from 1.").optional(),
    /** 1: no earlier knowledge of the subject, 2: builds on another lesson, 3: for the curious. */
    level: z.literal([1, 2, 3], "level must be 1, 2 or 3.").optional(),
    /** What the reader will be able to do, each an infinitive clause. */
    objectives: sentences("objectives").default([]),
    /** What the reader should know already. */
    prerequisites: sentences("prerequisites").default([]),
    /** Ids of the exercises in the order in which the text sets them. */
    exercises: z
      .array(
        z
          .string()
          .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "An exercise's id is lower-case words joined by hyphens."),
      )
      .default([]),
    /** Puts the machine's terminal beside the text. */
    lab: z.boolean().default(false),
  })
  .superRefine((page, context) => {
    const isLesson = page.module !== undefined;
    const complain = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (!isLesson && (page.order ?? page.level) !== undefined)
      complain("module", "A lesson must name its module; order and level have no meaning without it.");
    if (isLesson && page.order === undefined)
      complain("order", "A lesson must give its place in its module.");
    if (isLesson && page.level === undefined) complain("level", "A lesson must give its level: 1, 2 or 3.");
    if (isLesson && page.objectives.length === 0)
      complain("objectives", "A lesson must list at least one thing that its reader will be able to do.");
    if (page.exercises.length > 0 && !page.lab)
      complain("lab", "A page with exercises needs the terminal beside it: set lab: true.");
  });
