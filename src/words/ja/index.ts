import type { Words } from '../words.ts';

/** The Japanese texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const ja: Partial<Words> = {};
