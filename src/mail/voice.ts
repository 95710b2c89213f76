import { ADMINISTRATOR, OPERATOR, readDescription } from '../http/client-info.ts';
import { kindOfClient } from '../http/device.ts';
import { wordsOf } from '../words/catalogues.ts';
import { duration } from '../words/dates.ts';
import { chooseLanguage, DEFAULT_LANGUAGE, type Language } from '../words/language.ts';
import { localTime } from '../words/local-time.ts';
import { countryIn } from '../words/places.ts';
import type { Words } from '../words/words.ts';
import type { Envelope, Reader } from './letterhead.ts';

/** How a mail speaks to its reader. */
export type Voice = {
  language: Language;
  words: Words;
  app: string;
  /** A moment (epoch milliseconds) in the reader's language and time zone. */
  when: (at: number) => string;
  /** A duration (milliseconds), rounded up. */
  span: (length: number) => string;
  /** A queued description of a client, in the reader's language. */
  where: (from: string) => string;
  /** The address of one of our pages. */
  page: (path: string) => string;
};

/** Returns the language of a reader: their own, else the one they asked in, else English. */
export function languageOf({ locale, asked }: Reader): Language {
  const tags = [locale, asked].filter((tag) => tag != null);
  return chooseLanguage(tags) ?? DEFAULT_LANGUAGE;
}

/** Returns how a mail speaks to its reader. */
export function voiceOf({ reader, letterhead }: Pick<Envelope, 'reader' | 'letterhead'>): Voice {
  const language = languageOf(reader);
  const words = wordsOf(language);
  const { timezone, locale = null } = reader;
  return {
    language,
    words,
    app: letterhead.appName,
    when: (at) => localTime(at, { language, timezone, locale }),
    span: (length) => duration(length, { language }),
    where: (from) => describeOrigin(from, language, words.mails.where),
    page: (path) => letterhead.appUrl + path,
  };
}

function describeOrigin(from: string, language: Language, words: Words['mails']['where']): string {
  if (from === ADMINISTRATOR) return words.administrator;
  if (from === OPERATOR) return words.operator;
  const origin = readDescription(from);
  if (origin === null) return words.unknownBrowser;
  const device = describeClient(origin, words);
  const country = origin.country === null ? null : countryIn(language, origin.country);
  const place = country === null ? device : words.inCountry(device, country);
  return origin.ipAddress === null ? place : words.withAddress(place, origin.ipAddress);
}

function describeClient(
  { browser, os }: { browser: string | null; os: string | null },
  words: Words['mails']['where'],
): string {
  if (browser === null)
    return os === null ? words.unknownBrowser : words.browser(words.unknownBrowser, os);
  const kind = kindOfClient(browser);
  if (kind === 'apple-app') return words.appleApp;
  if (kind === 'script') return words.script(browser);
  return words.browser(browser, os ?? words.unknownSystem);
}
