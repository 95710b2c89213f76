import type { Words } from '../words.ts';

/** The Polish texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const pl: Partial<Words> = {};
