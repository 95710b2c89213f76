import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/words/catalogues.ts';
import { en } from '../../../src/words/en/index.ts';
import { LANGUAGES, type Language, NAMES } from '../../../src/words/language.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { createTestApp } from '../../support/test-app.ts';
import { accountTours } from '../../support/tours/account-tours.ts';
import { doorTours } from '../../support/tours/door-tours.ts';
import { oauthTours } from '../../support/tours/oauth-tours.ts';
import { shownTexts } from '../../support/tours/shown-texts.ts';
import { socialTours } from '../../support/tours/social-tours.ts';
import { type Sight, type Tour, take } from '../../support/tours/tour.ts';

const TOURS = [...doorTours, ...accountTours, ...oauthTours, ...socialTours];
/** Others are walked through the pages that have most; their catalogues are walked in full. */
const SHORT = ['signing in and out', 'signing up', 'sessions', 'activity', 'consent'];
const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** What is the same in every language: names, and what people wrote themselves. */
const NAMELESS = [
  /^(?:Latchkey|Postman|Maya|Kiste|UTC)$/,
  /^\S+@\S+$/,
  /^client\.example$/,
  /^(?:https?|otpauth):\/\/\S+$/,
  // Keys, codes and ids.
  /^[A-Z2-7]{4}(?: [A-Z2-7]{1,4})+$/,
  /^[\dA-Z]{4}(?:-[\dA-Z]{4}){5}$/,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
  /^maya-[\da-f]{8}$/,
  /^x+$/,
];

/** The texts of a catalogue that have no values. */
function plainTexts(words: unknown, path = ''): [string, string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => plainTexts(value, `${path}.${key}`));
}

const ENGLISH = new Set(plainTexts(en).map(([, text]) => text));
const pathOf = ({ at }: Sight) => at.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, ':id');

/** A text without what pages put behind it: the company in titles, the colon of a label. */
const plain = (text: string) => text.replace(/(?: · Latchkey|:)$/, '');

/** Texts of a page that are in English, or that no catalogue knows; by page. */
function leftIn(language: Language, theirs: Sight[], own: Sight[]): string[] {
  const words = new Set(plainTexts(wordsOf(language)).map(([, text]) => text));
  return own.flatMap((sight, index) => {
    const before = shownTexts(theirs[index]?.html ?? '');
    return [...shownTexts(sight.html)]
      .filter((text) => !words.has(plain(text)) && !NAMELESS.some((name) => name.test(text)))
      .filter((text) => !(Object.values(NAMES) as string[]).includes(text))
      .filter((text) => before.has(text) || ENGLISH.has(text))
      .map((text) => `${sight.at}: ${text}`);
  });
}

const english = new Map<Tour, Promise<Sight[]>>();

/** A tour in English, which is made once. */
function inEnglish(tour: Tour): Promise<Sight[]> {
  const sights = english.get(tour) ?? take(tour, 'en');
  english.set(tour, sights);
  return sights;
}

async function compare(tour: Tour, language: Language): Promise<void> {
  const [theirs, own] = [await inEnglish(tour), await take(tour, language)];
  expect(own.map(pathOf)).toEqual(theirs.map(pathOf));
  const pages = own.filter(({ html }) => html !== '');
  expect(pages.length).toBeGreaterThan(0);
  for (const { at, html } of pages)
    expect([at, /<html lang="([^"]*)"/.exec(html)?.[1]]).toEqual([at, language]);
  expect([...new Set(leftIn(language, theirs, own))]).toEqual([]);
}

describe('in German', () => {
  it.each(TOURS)('nothing English is left on pages of $name', (tour) => compare(tour, 'de'));
});

describe.each(OTHERS.filter((language) => language !== 'de'))('in %s', (language) => {
  it.each(TOURS.filter(({ name }) => SHORT.includes(name)))(
    'nothing English is left on pages of $name',
    (tour) => compare(tour, language),
  );
});

/** Pages in English only, for whoever runs the service: `src/console/README.md` says why. */
const ENGLISH_ONLY = /^\/admin(?:\/|$)/;

it('looks at every page', async () => {
  const seen = (await Promise.all(TOURS.map(inEnglish))).flat();
  const isSeen = (method: string, path: string) => {
    const pattern = new RegExp(`^${method} ${path.replaceAll(/:\w+(?:\{[^}]*\})?/g, '[^/]+')} `);
    return seen.some(({ at }) => pattern.test(at));
  };
  const pages = pageRoutes(createTestApp(), (path) => path);
  expect(pages.length).toBeGreaterThan(80);
  const missed = pages.filter(
    ([method, path]) => !ENGLISH_ONLY.test(path) && !isSeen(method, path),
  );
  expect(missed.map(([method, path]) => `${method} ${path}`)).toEqual([]);
});
