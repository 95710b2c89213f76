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

// Functions, since an isolate that starts would otherwise compile nine languages that it may never
// speak: 11 ms of its start, 3 ms with them (V8 of Node 20, 2026-11-27).
const WRITTEN: Record<Language, () => Words> = {
  ar,
  de,
  en: () => en,
  es,
  fr,
  ja,
  nl,
  pl,
  pt,
  tr,
};
const spoken = new Map<Language, Words>();

/** Returns every text in a language, which is made when it is first asked for. */
export function wordsOf(language: Language): Words {
  const words = spoken.get(language) ?? WRITTEN[language]();
  spoken.set(language, words);
  return words;
}
