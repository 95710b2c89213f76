import type { Words } from '../words.ts';
import { common } from './common.ts';

/** The French texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const fr: Partial<Words> = { common };
