import { parseOrigin } from '../../http/origin.ts';

/** Where pages may send people. */
export type ReturnRules = {
  /** Our own origin. */
  own: string;
  /** Other origins, as `parseOrigin` spells them. */
  origins: readonly string[];
};

/** Characters. Longer ones fit into no cookie and no mailed link. */
const LONGEST = 1500;
/**
 * Browsers drop some of these and take `\` for `/`: a URL with one of them means something else.
 */
const TRICKS = /[\p{Cc}\p{Cf}\p{Z}\\]/u;

/**
 * The one rule of where a page may lead: a path of our own, or a URL of an allowed origin. Returns
 * it as it is to be used, or null. Whatever leaves a page goes through here.
 */
export function judgeReturn(
  text: string | null | undefined,
  { own, origins }: ReturnRules,
): string | null {
  if (text === null || text === undefined || text === '') return null;
  if (text.length > LONGEST || TRICKS.test(text)) return null;
  const isPath = text.startsWith('/');
  if (isPath && text.startsWith('//')) return null;
  if (!isPath && !/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return null;
  if (!URL.canParse(text, own)) return null;
  const url = new URL(text, own);
  if (url.username !== '' || url.password !== '') return null;
  if (url.origin === own) return ownPath(url);
  if (isPath) return null;
  const origin = parseOrigin(`${url.protocol}//${url.host}`);
  return origin !== null && origins.includes(origin) ? url.href : null;
}

// `/.//elsewhere` is resolved to `//elsewhere`, which would then be a host.
function ownPath({ pathname, search, hash }: URL): string | null {
  return pathname.startsWith('//') ? null : pathname + search + hash;
}

/** Adds the way back to a path of ours. */
export function withReturn(path: string, returnTo: string | null): string {
  if (returnTo === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}return_to=${encodeURIComponent(returnTo)}`;
}
