/** A sentence in every language of the course. */
export interface Text {
  en: string;
  fr: string;
}
