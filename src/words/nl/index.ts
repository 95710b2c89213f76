import type { Words } from '../words.ts';

/** The Dutch texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const nl: Partial<Words> = {};
