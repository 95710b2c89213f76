import * as z from 'zod';

/** Scripts whose spelling needs joiners (UAX #31 §2.3): a word of them is another one without. */
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
/** What has no shape of its own; `U+2800` is Braille's blank, which is no space to anybody. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u;
const JOINER = /[\u200C\u200D]/;
const VARIATION_SELECTOR = /\p{Variation_Selector}/u;
const LETTER = /[\p{L}\p{M}]/u;
const OF_JOINING_SCRIPT = new RegExp(`[${SCRIPTS}]`, 'u');
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u;
/** An emoji that waits for another one which does not come. */
const LOOSE_JOINER =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?!\p{Extended_Pictographic})/gu;

/**
 * A text that people see, as they see it. Line breaks and tabs become a space; whatever else is invisible goes: control
 * characters, the marks, overrides and isolates of bidirectional text, zero-width and filling characters, tags, private use
 * and lone surrogates. They show nothing to whoever typed them, so they are taken out instead of refused. Joiners stay where
 * a script or an emoji is spelled with them, variation selectors behind what they vary. The rest is trimmed and in NFC.
 */
export function toPlainText(text: string): string {
  const oneLine = text.replace(LINE_BREAKS, ' ').normalize('NFC');
  return INVISIBLE.test(oneLine) ? strip(oneLine).normalize('NFC').trim() : oneLine.trim();
}

/** A text of at most `max` characters that people see, made by {@link toPlainText}. */
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
