import type { PageContext } from '../../kit/page-context.ts';
import { listOf } from '../../words/lists.ts';

/** "your password and a code": what `amr` stands for (RFC 8176); null if it tells nothing. */
export function waysInWords(page: PageContext, amr: readonly string[]): string | null {
  const { ways } = page.words.sessions;
  const known = (name: string): name is keyof typeof ways => Object.hasOwn(ways, name);
  const told = amr.filter(known).map((name) => ways[name]);
  return told.length === 0 ? null : listOf(told, page.language);
}
