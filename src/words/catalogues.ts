import { ar } from './ar/index.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';
import { fr } from './fr/index.ts';
import { ja } from './ja/index.ts';
import type { Language } from './language.ts';
import { nl } from './nl/index.ts';
import { pl } from './pl/index.ts';
import { pt } from './pt/index.ts';
import { tr } from './tr/index.ts';
import type { Words } from './words.ts';

/** What is written in each language: one that lacks a text does not compile. */
export const CATALOGUES: Record<Language, Words> = {
  ar,
  de,
  en,
  es,
  fr,
  ja,
  nl,
  pl,
  pt,
  tr,
};

/** Returns every text in a language. */
export function wordsOf(language: Language): Words {
  return CATALOGUES[language];
}
