import type { Context } from 'hono';
import * as z from 'zod';
import { readOwnCookie, TAKEN_BACK, writeOwnCookie } from '../../http/cookies.ts';

const COOKIE = 'sign-in-code';
/** Seconds: longer than a code lives, so that a new one can be asked for without typing. */
const MAX_AGE = 900;

const asked = z.object({ email: z.string().max(254), remember: z.boolean() });

/** A mailed code that this browser asked for: for which address, and for which kind of session. */
export type AskedCode = z.infer<typeof asked>;

/** Keeps what a code was asked for, since an address does not belong into a URL. */
export function writeAskedCode(c: Context, code: AskedCode): void {
  const bytes = new TextEncoder().encode(JSON.stringify(code));
  writeOwnCookie(c, COOKIE, bytes.toBase64({ alphabet: 'base64url' }), { maxAge: MAX_AGE });
}

/** Returns what this browser asked a code for, or null. */
export function readAskedCode(c: Context): AskedCode | null {
  const text = readOwnCookie(c, COOKIE);
  if (text === null) return null;
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    return asked.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** Forgets it. */
export function clearAskedCode(c: Context): void {
  writeOwnCookie(c, COOKIE, '', TAKEN_BACK);
}
