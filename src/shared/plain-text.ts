import * as z from 'zod';
import { toNormalForm } from './normal-form.ts';

/** Scripts whose spelling needs joiners (UAX #31 §2.3): removing one changes the word. */
const JOINING_SCRIPTS = [
  'Arab',
  'Beng',
  'Deva',
  'Gujr',
  'Guru',
  'Khmr',
  'Knda',
  'Mlym',
  'Mong',
  'Mymr',
  'Orya',
  'Sinh',
  'Syrc',
  'Taml',
  'Telu',
  'Tibt',
];
const SCRIPTS = JOINING_SCRIPTS.map((script) => `\\p{Script_Extensions=${script}}`).join('');

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Invisible characters; `U+2800` is Braille's blank, which is not a space. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u;
const JOINER = /[\u200C\u200D]/;
const VARIATION_SELECTOR = /\p{Variation_Selector}/u;
const LETTER = /[\p{L}\p{M}]/u;
const OF_JOINING_SCRIPT = new RegExp(`[${SCRIPTS}]`, 'u');
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u;
/** A joiner after an emoji, without another emoji to join. */
const LOOSE_JOINER =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?!\p{Extended_Pictographic})/gu;

/**
 * Reduces a text to what people see. Line breaks and tabs become a space; other invisible
 * characters are removed: control characters, bidirectional marks, overrides and isolates,
 * zero-width and filler characters, tags, private use and lone surrogates. The user cannot see
 * them, so they are removed rather than rejected. Joiners stay where a script or emoji needs them,
 * variation selectors after their base. The result is trimmed and in NFC.
 */
export function toPlainText(text: string): string {
  const oneLine = toNormalForm(text.replace(LINE_BREAKS, ' '), 'NFC');
  const seen = INVISIBLE.test(oneLine) ? toNormalForm(strip(oneLine), 'NFC') : oneLine;
  return seen.trim();
}

/** A text of at most `max` visible characters, reduced by {@link toPlainText}. */
export function plainText(max: number) {
  return z.string().overwrite(toPlainText).max(max);
}

function strip(text: string): string {
  let plain = '';
  let last = '';
  for (const char of text) {
    if (INVISIBLE.test(char) && !isSpelledWith(char, last)) continue;
    plain += char;
    last = char;
  }
  return plain.replace(LOOSE_JOINER, '');
}

function isSpelledWith(char: string, last: string): boolean {
  if (VARIATION_SELECTOR.test(char)) return last.trim() !== '' && !INVISIBLE.test(last);
  if (!JOINER.test(char)) return false;
  return (
    (LETTER.test(last) && OF_JOINING_SCRIPT.test(last)) || (char === '\u200D' && EMOJI.test(last))
  );
}
