/**
 * A sentence in every language of the course. Inline Markdown: `code`, **strong** and *em*, and nothing
 * else. Names that come from a machine go through quoteName first.
 */
export interface Text {
  en: string;
  fr: string;
}
