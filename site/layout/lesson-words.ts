import type { Language } from "../course/languages.ts";

interface LessonWords {
  lesson: (order: number) => string;
  level: [string, string, string];
  reading: (minutes: number) => string;
  exercises: (count: number) => string;
  objectives: string;
  prerequisites: string;
}

/** What the head of a lesson says around the lesson's own words. */
export const lessonWords: Record<Language, LessonWords> = {
  en: {
    lesson: (order) => `Lesson ${order}`,
    level: ["Level 1: from the beginning", "Level 2: builds on earlier lessons", "Level 3: for the curious"],
    reading: (minutes) => `${minutes} min to read`,
    exercises: (count) => (count === 1 ? "1 exercise" : `${count} exercises`),
    objectives: "What you will be able to do",
    prerequisites: "What you need to know already",
  },
  fr: {
    lesson: (order) => `Leçon ${order}`,
    level: [
      "Niveau 1\u00a0: depuis le début",
      "Niveau 2\u00a0: s’appuie sur d’autres leçons",
      "Niveau 3\u00a0: pour aller plus loin",
    ],
    reading: (minutes) => `${minutes} min de lecture`,
    exercises: (count) => (count === 1 ? "1 exercice" : `${count} exercices`),
    objectives: "Ce que vous saurez faire",
    prerequisites: "Ce qu’il faut déjà savoir",
  },
};
