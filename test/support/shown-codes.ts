/** Returns the recovery codes that a page or a text shows. */
export const shownCodes = (text: string): string[] =>
  text.match(/\b(?:[A-Z\d]{4}-){5}[A-Z\d]{4}\b/g) ?? [];
