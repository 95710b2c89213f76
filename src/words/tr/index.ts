import type { Words } from '../words.ts';

/** The Turkish texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const tr: Partial<Words> = {};
