import { digestOf } from '../shared/digest.ts';
import { SCRIPT } from './generated/page-script.ts';
import { STYLE } from './generated/page-style.ts';
import type { Brand } from './page-context.ts';

/** A file whose name contains the hash of its content, so that browsers may keep it for a year. */
export type Asset = { path: string; type: string; body: string };

export type Assets = { style: Asset; script: Asset };

/** Where the files are. */
export const ASSETS = '/assets';
/** Characters of base64url: 96 bits, so that no two contents share a name. */
const HASH_LENGTH = 16;

// By colour. An isolate serves one company, so there is one entry; tests make more.
const made = new Map<string | null, Assets>();

/**
 * Returns the style sheet in a company's colours, and the script of every page. The colour must
 * come from `parseBrandColor`, since it goes into the sheet as it is.
 */
export function assets({ color }: Pick<Brand, 'color'>): Assets {
  const known = made.get(color);
  if (known !== undefined) return known;
  const style = color === null ? STYLE : `${STYLE}:root{--brand:${color}}`;
  const fresh = {
    style: named('page', 'css', 'text/css; charset=utf-8', style),
    script: named('page', 'js', 'text/javascript; charset=utf-8', SCRIPT),
  };
  made.set(color, fresh);
  return fresh;
}

function named(name: string, extension: string, type: string, body: string): Asset {
  const hash = digestOf(body).slice(0, HASH_LENGTH);
  return { path: `${ASSETS}/${name}.${hash}.${extension}`, type, body };
}
