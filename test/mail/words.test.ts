import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { en } from '../../src/words/en/index.ts';
import { LANGUAGES, type Language, localeOf } from '../../src/words/language.ts';
import { shownTexts } from '../support/tours/shown-texts.ts';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');
/** What is the same in every language: the company, codes, links, the mark above the end. */
const SAME = /^(?:Latchkey|--|[\dA-Z-]+|\S+@\S+|https?:\/\/\S+)$/;

type Shown = { name: string; subject: string; texts: Set<string> };

/** Every mail with all that it shows, in HTML and in text. */
async function mailsIn(language: Language): Promise<Shown[]> {
  const previews = createServices({ env, defer: () => undefined }).mailPreviews(language);
  return Promise.all(
    previews.map(async ({ name, render }) => {
      const { subject, text, html } = await render();
      const lines = text.split('\n').map((line) => line.trim());
      return { name, subject, texts: new Set([...shownTexts(html), ...lines]) };
    }),
  );
}

const austriaIn = (language: Language) =>
  new Intl.DisplayNames(localeOf(language), { type: 'region' }).of('AT') ?? '';

/**
 * Days, months, zones and a country as English writes them, unless the language writes them alike.
 */
function foreignNames(language: Language): RegExp {
  const named = (locale: string, options: Intl.DateTimeFormatOptions) =>
    Array.from({ length: 12 }, (_, month) => {
      const at = Date.UTC(2026, month, month + 1);
      const parts = new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Vienna', ...options });
      return parts.formatToParts(at).find(({ type }) => type in options)?.value ?? '';
    });
  const all = (locale: string) => [
    ...named(locale, { month: 'long', day: 'numeric' }),
    ...named(locale, { weekday: 'long' }),
    'Austria',
  ];
  const own = new Set([...all(localeOf(language)).slice(0, -1), austriaIn(language)]);
  const foreign = [...new Set(all('en-GB'))].filter((name) => /^\p{L}+$/u.test(name));
  const names = foreign.filter((name) => !own.has(name));
  return new RegExp(`\\b(?:${[...names, 'Central European', 'Coordinated'].join('|')})\\b`);
}

describe.each(OTHERS)('mails in %s', (language) => {
  it('have nothing English in subject, text or HTML', async () => {
    const [theirs, own] = [await mailsIn('en'), await mailsIn(language)];
    expect(own.map(({ name }) => name)).toEqual(theirs.map(({ name }) => name));
    expect(own.length).toBeGreaterThan(25);
    const left = own.flatMap(({ name, subject, texts }, index) =>
      [subject, ...texts]
        .filter((text) => text !== '' && !SAME.test(text))
        .filter((text) => theirs[index]?.texts.has(text) || text.includes(en.mails.wasNotYou))
        .map((text) => `${name}: ${text}`),
    );
    expect(left).toEqual([]);
  });

  it('have the days, months and zones of the language', async () => {
    const foreign = foreignNames(language);
    const own = await mailsIn(language);
    const left = own.flatMap(({ name, texts }) =>
      [...texts].filter((text) => foreign.test(text)).map((text) => `${name}: ${text}`),
    );
    expect(left).toEqual([]);
    // They are told at all.
    const zone = new Intl.DateTimeFormat(localeOf(language), {
      timeZone: 'Europe/Vienna',
      timeZoneName: 'long',
    }).formatToParts(Date.UTC(2026, 0, 1));
    const winter = zone.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [first = ''] = winter.split(' ');
    expect(own.filter(({ texts }) => [...texts].join(' ').includes(first))).not.toEqual([]);
  });
});

it('knows the English it looks for', async () => {
  const [reset] = (await mailsIn('en')).filter(({ name }) => name === 'reset-link');
  expect([...(reset?.texts ?? [])].join(' ')).toMatch(foreignNames('de'));
});
