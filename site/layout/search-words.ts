import type { Language } from "../course/languages.ts";

interface SearchWords {
  label: string;
  close: string;
  none: string;
  one: string;
  /** `{count}` is a place for a number. */
  many: string;
  broken: string;
}

/** What the search says. */
export const searchWords: Record<Language, SearchWords> = {
  en: {
    label: "Search the course",
    close: "Close",
    none: "Nothing found.",
    one: "One place found.",
    many: "{count} places found.",
    broken: "The search could not be loaded. Reload the page to try again.",
  },
  fr: {
    label: "Rechercher dans le cours",
    close: "Fermer",
    none: "Aucun résultat.",
    one: "Un passage trouvé.",
    many: "{count} passages trouvés.",
    broken: "La recherche n’a pas pu être chargée. Rechargez la page pour réessayer.",
  },
};
