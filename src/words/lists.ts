import { localeOf } from './dates.ts';
import type { Language } from './language.ts';

/** "your password and a code": several things as one. */
export function listOf(things: readonly string[], language: Language): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(things);
}
