/** UTF-16 units; longer than any field may be, characters included that are removed from it. */
const LONGEST = 2048;

/**
 * Normalizes a text (Unicode Standard Annex #15). Returns a text that is longer than any field may
 * be as it is, for the check of its length to refuse. Sorting combining marks takes time by the
 * square of their number: 30,000 of them would block an isolate for seconds.
 */
export const toNormalForm = (text: string, form: 'NFC' | 'NFKC'): string =>
  text.length > LONGEST ? text : text.normalize(form);
