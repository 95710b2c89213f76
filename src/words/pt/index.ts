import type { Words } from '../words.ts';

/** The Portuguese texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const pt: Partial<Words> = {};
