/** UTF-16 units: more than any field takes, with what is removed from it. */
const LONGEST = 2048;

/**
 * Normalizes a text (Unicode Standard Annex #15), unless it is longer than any field takes: whoever
 * checks its length then refuses it. Sorting combining marks takes the square of their number, so
 * that a body of marks would hold an isolate up for seconds.
 */
export const toNormalForm = (text: string, form: 'NFC' | 'NFKC'): string =>
  text.length > LONGEST ? text : text.normalize(form);
