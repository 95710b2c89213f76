import type { Words } from '../words.ts';

/** The Spanish texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const es: Partial<Words> = {};
