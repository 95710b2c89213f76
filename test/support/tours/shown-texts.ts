const ATTRIBUTES =
  /\s(?:title|aria-label|placeholder|alt|label|data-copied|data-words)="(?<text>[^"]*)"/g;
const UNSEEN = /<(?<name>style|script)\b.*?<\/\k<name>>|<!--.*?-->/gs;
/** Where a long address may be broken: it is one text all the same. */
const BREAKS = /<wbr ?\/?>/g;
/** Options of the list of time zones, and of that of languages, which are in their own. */
const NAMES =
  /<(?<name>option|a)\b[^>]*(?:lang="[^"]*"|value="(?:UTC|\w+\/[^"]*)")[^>]*>.*?<\/\k<name>>/gs;
const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '’' };

/** Every text that a page shows or a screen reader says: of elements and of attributes. */
export function shownTexts(html: string): Set<string> {
  const seen = html.replaceAll(UNSEEN, '').replaceAll(BREAKS, '').replaceAll(NAMES, '');
  const attributes = [...seen.matchAll(ATTRIBUTES)].map(({ groups }) => groups?.text ?? '');
  const texts = [...seen.replaceAll(/<[^>]*>/g, '\n').split('\n'), ...attributes]
    .flatMap((text) => decode(text).split('\n'))
    .map((text) => text.replaceAll(/\s+/g, ' ').trim());
  return new Set(texts.filter((text) => /\p{L}{2}/u.test(text)));
}

const decode = (text: string) =>
  text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (one) => ENTITIES[one as keyof typeof ENTITIES]);
