import { en } from './en/index.ts';
import type { Language } from './language.ts';
import type { Words } from './words.ts';

const CATALOGUES: Record<Language, Words> = { en };

/** Returns every text in a language. */
export function wordsOf(language: Language): Words {
  return CATALOGUES[language];
}
