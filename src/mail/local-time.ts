/** The recipient of a mail, as far as its words depend on them. A user is one. */
export type Reader = {
  /** A name of the IANA time zone database. */
  timezone: string;
  /** A language tag. Mails are in English, so only its kind of English counts. */
  locale?: string | null;
};

/** The areas of the time zone database whose zones are named after places. */
const PLACES =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;

/**
 * Formats a moment (epoch milliseconds) in the reader's time zone: "Friday, 15 January 2027 at
 * 09:00 (Vienna time, UTC+1)". Falls back to UTC for zones that the runtime does not know.
 */
export function localTime(at: number, { timezone, locale }: Reader): string {
  const timeZone = isKnown(timezone) ? timezone : 'UTC';
  const language = kindOfEnglish(locale ?? '') ?? 'en-GB';
  const format = (options: Intl.DateTimeFormatOptions) =>
    // CLDR puts a narrow no-break space before AM and PM, which not every mail client can show.
    new Intl.DateTimeFormat(language, { timeZone, ...options })
      .format(at)
      .replaceAll('\u202f', ' ');
  const date = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return `${date} at ${format({ timeStyle: 'short' })} ${describeZone(timeZone, at)}`;
}

function describeZone(timeZone: string, at: number): string {
  const offset = offsetOf(timeZone, at);
  if (!PLACES.test(timeZone)) return offset === 'UTC' ? offset : `(${offset})`;
  const place = timeZone.split('/').at(-1)?.replaceAll('_', ' ');
  return `(${place} time, ${offset})`;
}

function offsetOf(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' });
  const name = parts.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT', 'UTC').replace(/\+0$/, '');
}

// The zone was valid when it was set, but this runtime may have another edition of the database.
function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null;
  } catch {
    return false;
  }
}

// A stranger may register an address with any locale: it must not set calendar or digits.
function kindOfEnglish(locale: string): string | null {
  try {
    const { language, region } = new Intl.Locale(locale);
    if (language !== 'en') return null;
    return region === undefined ? language : `${language}-${region}`;
  } catch {
    return null;
  }
}
