import type { Text } from "../../labs/text.ts";

/** A part of the course: its folder under content/<language>/ and what the contents call it. */
export interface CourseModule {
  id: string;
  title: Text;
}

/** The parts of the course in the order of reading. */
export const modules: CourseModule[] = [
  { id: "foundations", title: { en: "Foundations in the kernel", fr: "Les fondations dans le noyau" } },
];
