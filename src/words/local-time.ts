import { type Here, zone } from './dates.ts';

/** Whom a moment is written for; the locale tells the kind of a language, such as `en-US`. */
export type LocalReader = Here & { locale: string | null };

/**
 * "Friday, 15 January 2027 at 09:00 (Central European Standard Time, UTC+1)": for mails, which are
 * read later and maybe elsewhere. Epoch milliseconds.
 */
export function localTime(at: number, { language, timezone, locale }: LocalReader): string {
  const timeZone = isKnown(timezone) ? timezone : 'UTC';
  const written = new Intl.DateTimeFormat(kindOf(language, locale), {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
    numberingSystem: 'latn',
    calendar: 'gregory',
  })
    .format(at)
    // CLDR puts a narrow no-break space before AM and PM, which not every mail client can show.
    .replaceAll('\u202f', ' ');
  const offset = offsetOf(at, timeZone);
  const named = zone(at, { language, timezone: timeZone });
  const full = offset === 'UTC' ? named : named + (COMMAS[language] ?? ', ') + offset;
  return language === 'ja' ? `${written}（${full}）` : `${written} (${full})`;
}

const COMMAS: Partial<Record<Here['language'], string>> = { ar: '، ', ja: '、' };

function offsetOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' });
  const name = parts.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT', 'UTC').replace(/\+0$/, '');
}

// A stranger may register an address with any locale: it must not set calendar or digits.
function kindOf(language: string, locale: string | null): string {
  const plain = language === 'en' ? 'en-GB' : language;
  try {
    const { language: own, region } = new Intl.Locale(locale ?? '');
    return own === language && region !== undefined ? `${language}-${region}` : plain;
  } catch {
    return plain;
  }
}

// The zone was valid when it was set, but this runtime may have another edition of the database.
function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null;
  } catch {
    return false;
  }
}
