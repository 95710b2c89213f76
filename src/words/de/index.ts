import type { Words } from '../words.ts';
import { common } from './common.ts';

/** The German texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const de: Partial<Words> = { common };
