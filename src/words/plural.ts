import type { Language } from './language.ts';

/** The forms that a language has for whole numbers, besides `other` (CLDR, plural rules). */
type Forms = {
  ar: 'zero' | 'one' | 'two' | 'few' | 'many';
  de: 'one';
  en: 'one';
  es: 'one';
  fr: 'one';
  ja: never;
  nl: 'one';
  pl: 'one' | 'few' | 'many';
  pt: 'one';
  tr: 'one';
};

/**
 * Returns a function that chooses the form of a count. For languages where `count === 1` is not
 * enough: a form that is missing does not compile.
 */
export function createPlural<L extends Language>(language: L) {
  let rules: Intl.PluralRules | undefined;
  return (count: number, forms: Record<Forms[L] | 'other', string>): string => {
    // Made at first use: most requests count nothing.
    rules ??= new Intl.PluralRules(language);
    return (
      (forms as Partial<Record<Intl.LDMLPluralRule, string>>)[rules.select(count)] ?? forms.other
    );
  };
}
