/** The languages of the course: folders under content/, first parts of every address. */
export const languages = ["en", "fr"] as const;

export type Language = (typeof languages)[number];

/** True for the languages of the course. */
export function isLanguage(value: string | undefined): value is Language {
  return languages.some((language) => language === value);
}
