import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/words/catalogues.ts';
import { en } from '../../src/words/en/index.ts';
import { type Language, NAMES } from '../../src/words/language.ts';

/** Texts that are rightly the same as in English, by language. */
const SAME: Partial<Record<Language, string[]>> = {
  pt: ['Console'],
  de: ['Name', 'Passkey', 'Passkeys', 'Browser'],
  es: ['Error', 'Error: ⟦0⟧'],
  fr: ['Console', 'Sessions'],
  nl: ['Console', 'Account', 'Browser', 'Passkey', 'Passkeys', 'Privacy'],
};

const SUBJECTS = Object.keys(en);
const OTHERS = (Object.keys(NAMES) as Language[]).filter((language) => language !== 'en');

type Text = string | ((...values: unknown[]) => string);

/** Every text below a subject, by its path. What English leaves out is null in every language. */
function textsOf(subject: unknown, path: string): [string, Text][] {
  if (subject === null) return [];
  if (typeof subject !== 'object') return [[path, subject as Text]];
  return Object.entries(subject).flatMap(([key, value]) => textsOf(value, `${path}.${key}`));
}

/** The text with marks for its values, and with numbers, which choose another form. */
function said(text: Text): string[] {
  if (typeof text === 'string') return [text];
  const marks = Array.from({ length: text.length }, (_, index) => `⟦${index}⟧`);
  const counts = [0, 1, 2, 3, 5, 11, 21, 100].map((count) =>
    marks.map((_, index) => count + index),
  );
  return [marks, ...counts].map((values) => text(...values));
}

const TAG = /<(?<name>[a-z]+)>(?<inner>[^<]*)<\/\k<name>>/g;

/** The names of its tags, each with whether it is filled by the page. */
const tagsOf = (text: string) =>
  [...text.matchAll(TAG)].map(({ groups }) => `${groups?.name}${groups?.inner ? '' : '/'}`).sort();

const valuesOf = (text: string) => [...new Set(text.match(/⟦\d⟧/g))].sort();

describe.each(OTHERS)('the catalogue of %s', (language) => {
  const catalogue = wordsOf(language) as Record<string, unknown>;
  const english = new Map(SUBJECTS.flatMap((name) => textsOf(en[name as never], name)));
  const texts = Object.entries(catalogue).flatMap(([name, subject]) => textsOf(subject, name));
  const pairs = texts.map(([path, text]) => {
    const source = english.get(path) ?? '';
    return { path, text, source, own: said(text), theirs: said(source) };
  });
  const wrong = (isWrong: (pair: (typeof pairs)[number]) => boolean) =>
    pairs.filter(isWrong).map(({ path, own }) => `${path}: ${own[0]}`);

  it('has the texts of English, and no others', () => {
    const paths = Object.keys(catalogue).flatMap((name) => textsOf(en[name as never], name));
    expect(texts.map(([path]) => path).sort()).toEqual(paths.map(([path]) => path).sort());
  });

  it('has no empty text, and no stray space', () => {
    expect(wrong(({ own }) => own.some((text) => !/^\S(.*\S)?$/s.test(text)))).toEqual([]);
    expect(wrong(({ own }) => own.some((text) => /\s\s|undefined|NaN/.test(text)))).toEqual([]);
  });

  it('puts in every value that English does', () => {
    const missing = wrong(
      ({ own, theirs }) => String(valuesOf(own[0] ?? '')) !== String(valuesOf(theirs[0] ?? '')),
    );
    expect(missing).toEqual([]);
  });

  it('has the tags of English', () => {
    expect(
      wrong(({ own, theirs }) =>
        own.some((text) => `${tagsOf(text)}` !== `${tagsOf(theirs[0] ?? '')}`),
      ),
    ).toEqual([]);
    expect(wrong(({ own }) => own.some((text) => /[<>]/.test(text.replaceAll(TAG, ''))))).toEqual(
      [],
    );
  });

  it('leaves nothing in English', () => {
    const wordsIn = (text = '') => text.replaceAll(/⟦\d⟧/g, '').match(/\p{L}{2,}/gu) ?? [];
    const isLeft = ({ own: [text], theirs }: (typeof pairs)[number]) =>
      text === theirs[0] && wordsIn(text).length > 0 && !SAME[language]?.includes(text ?? '');
    expect(wrong(isLeft)).toEqual([]);
  });

  it('has typographic apostrophes and quotation marks, and those of French their space', () => {
    expect(wrong(({ own }) => own.some((text) => /['"`]/.test(text)))).toEqual([]);
    if (language !== 'fr') return;
    const isBare = (text: string) => /[^\u202f][?!;:»]|«[^\u202f]/.test(text);
    expect(wrong(({ own }) => own.some(isBare))).toEqual([]);
  });
});

describe.each(Object.keys(NAMES) as Language[])('the page of connections in %s', (language) => {
  const { account, activity, consent } = wordsOf(language);
  const name = account.pages.connections;

  it('is not called after apps alone, as it has ways to sign in too', () => {
    expect(activity.kinds.apps).not.toContain(name);
  });

  it('is named as the menu does where one is sent to it', () => {
    expect(consent.later).toContain(name);
  });
});

const ABOVE =
  /\babove|\boben\b|arriba|dessus|上の|hierboven|bovenstaande|powyż|acima|de cima|yukarıda|أعلاه/i;

describe.each(Object.keys(NAMES) as Language[])('the parts of one task in %s', (language) => {
  const { alarms, links, password } = wordsOf(language);

  it('have one name in the mail and on the page that it leads to', () => {
    expect(alarms.removal.button).toBe(links.cancelRemoval.title);
  });

  it('are right at the field and in the summary, which stands above the field', () => {
    const problems = textsOf(password.problems, 'problems');
    expect(problems.filter(([, text]) => ABOVE.test(said(text)[0] ?? ''))).toEqual([]);
  });
});

describe('English', () => {
  /** Titles of the API's problems say what programs go by. */
  const spoken = SUBJECTS.filter((name) => name !== 'problems');
  const texts = spoken.flatMap((name) => textsOf(en[name as never], name));

  it.each([
    ['“confirm” for an address', /\bverif(?:y|ied)\b.*\baddress|\baddress is verified/i],
    ['“take back” for a change', /\brevert/i],
    ['“lock” for what “Unlock my account” ends', /\bpaused? (?:on )?signing in\b/i],
    ['“sign in” and “sign out”', /\blog(?:s|ged|ging)?[ -]?(?:in|out)\b/i],
    ['“email” and “mailed” for what is sent', /\be-mail/i],
    ['no blame, no begging, no noise', /\b(?:invalid|please|sorry|oops)\b|\p{L}!/iu],
  ])('has one word for a thing: %s', (_, other) => {
    const found = texts.filter(([, text]) => said(text).some((one) => other.test(one)));
    expect(found.map(([path, text]) => `${path}: ${said(text)[0]}`)).toEqual([]);
  });
});
