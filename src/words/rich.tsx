import type { Child } from 'hono/jsx';

/** What a tag of a text becomes, by its name. */
export type Tags = Record<string, (text: string) => Child>;

const TAG = /<(?<name>[a-z]+)>(?<text>[^<]*)<\/\k<name>>/g;

/**
 * Turns a text with tags, such as `I agree to the <terms>terms of use</terms>`, into elements. The
 * texts are ours; values in them are escaped like any other child. Throws for an unknown tag.
 */
export function rich(text: string, tags: Tags): Child[] {
  const parts: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const { name = '', text: inner = '' } = match.groups ?? {};
    const tag = tags[name];
    if (tag === undefined) throw new Error(`No element for the tag ${name}.`);
    parts.push(text.slice(end, match.index), tag(inner));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
