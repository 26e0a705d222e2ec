import { isLanguage, type Language } from "../course/languages.ts";

/** The language of a file under content/, English for any other file. */
export function languageOfPath(path: string): Language {
  const folder = /\/content\/([^/]+)\//.exec(path)?.[1];
  return isLanguage(folder) ? folder : "en";
}
