import type { Context } from 'hono';
import { readOwnCookie, readRefreshCookie, writeSessionCookie } from '../../http/cookies.ts';
import { sessionIdOfCookies } from '../../http/csrf.ts';
import type { Browser } from '../../sessions/token-answer.ts';
import { equalInConstantTime, type KeyRing, keyedDigest } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';

const COOKIE = 'browser';
/** 128 bits. */
const BYTES = 16;

/** What a token is bound to: the session, or the cookie of a browser without one. */
export type Binding = { session: string } | { browser: string };

/** Tokens in the forms of pages. */
export type PageCsrf = ReturnType<typeof createPageCsrf>;

/**
 * Tokens that prove that a form was made for this browser (OWASP Cross-Site Request Forgery
 * Prevention Cheat Sheet, signed double submit). Each form gets another one, so that a compressed
 * page tells nothing of it.
 */
export function createPageCsrf({ keys, random }: { keys: KeyRing; random: Random }) {
  const macOf = (binding: Binding, nonce: string, key: Uint8Array) => {
    const parts =
      'session' in binding ? ['session', binding.session] : ['browser', binding.browser];
    return keyedDigest(key, 'page', ...parts, nonce);
  };

  return {
    make(binding: Binding): string {
      const nonce = random.bytes(BYTES).toHex();
      return `${nonce}.${macOf(binding, nonce, keys[0])}`;
    },

    isGood(token: string, binding: Binding): boolean {
      const [nonce = '', mac = ''] = token.split('.');
      return nonce !== '' && keys.some((key) => isEqual(mac, macOf(binding, nonce, key)));
    },

    /** Returns the cookie that stands for the browser, which is set if it has none. */
    browserOf(c: Context): string {
      const held = readBrowser(c);
      if (held !== null) return held;
      const made = random.bytes(BYTES).toHex();
      writeSessionCookie(c, COOKIE, made);
      return made;
    },
  };
}

/** What the tokens of a browser's forms may be bound to: empty where cookies are off. */
export function bindingsOf(c: Context, { isOldToken }: Browser): Binding[] {
  const browser = readBrowser(c);
  const session =
    readRefreshCookie(c, isOldToken) === null ? '' : sessionIdOfCookies(c, isOldToken);
  return [...(session === '' ? [] : [{ session }]), ...(browser === null ? [] : [{ browser }])];
}

function readBrowser(c: Context): string | null {
  const held = readOwnCookie(c, COOKIE);
  return held !== null && /^[\da-f]{32}$/.test(held) ? held : null;
}

function isEqual(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return equalInConstantTime(encoder.encode(a), encoder.encode(b));
}

/**
 * Whether a form comes from a page of ours. `Origin: null` does not: sandboxed frames send it.
 * Without `Origin`, `Sec-Fetch-Site` must name our own origin, where the browser sends it.
 */
export function isFromOwnPage(c: Context, own: string): boolean {
  const origin = c.req.header('Origin');
  if (origin !== undefined) return origin === new URL(c.req.url).origin || origin === own;
  return ['same-origin', 'none'].includes(c.req.header('Sec-Fetch-Site') ?? 'none');
}
