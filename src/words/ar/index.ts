import type { Words } from '../words.ts';

/** The Arabic texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const ar: Partial<Words> = {};
