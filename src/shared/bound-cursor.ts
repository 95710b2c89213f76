import { isSameSecret, type KeyRing, keyedDigest } from './digest.ts';

/** Characters of the mark: 128 bits. */
const MARK = 22;
const FORM = /^[\w-]+\.[\w-]{22}$/;

/**
 * Writes a place in a list for the client to bring back. It is bound to what was asked for, so that
 * it says nothing in another list; anybody can read it.
 */
export function writeCursor([key]: KeyRing, asked: string, place: object): string {
  const body = btoa(JSON.stringify(place)).replaceAll('+', '-').replaceAll('/', '_');
  const text = body.replaceAll('=', '');
  return `${text}.${markOf(key, asked, text)}`;
}

/**
 * Reads a place that {@link writeCursor} wrote for the same question with any of the keys; null for
 * anything else. Its shape is as it was written.
 */
export function readCursor(keys: KeyRing, asked: string, cursor: string): unknown {
  const [text, mark] = cursor.split('.');
  if (!FORM.test(cursor) || text === undefined || mark === undefined) return null;
  if (!keys.some((key) => isSameSecret(mark, markOf(key, asked, text)))) return null;
  return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
}

const markOf = (key: Uint8Array, asked: string, text: string): string =>
  keyedDigest(key, asked, text).slice(0, MARK);
