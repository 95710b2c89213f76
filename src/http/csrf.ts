import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { decodeJwt } from 'jose';
import { equalInConstantTime, type KeyRing, keyedDigest } from '../shared/digest.ts';
import { defineError } from '../shared/errors.ts';
import type { Random } from '../shared/random.ts';
import {
  isFromBrowser,
  isSecure,
  readAccessCookie,
  readRefreshCookie,
  TAKEN_BACK,
} from './cookies.ts';

export const csrfFailed = defineError(
  'csrf_failed',
  'forbidden',
  'The request is not known to come from our own pages',
);

const COOKIE = 'csrftoken';
const NONCE_BYTES = 16;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Tokens that prove a request was made by a page that may read our cookies. */
export type CsrfTokens = ReturnType<typeof createCsrfTokens>;

/**
 * Signed double-submit tokens, each bound to one session (OWASP Cross-Site Request Forgery
 * Prevention Cheat Sheet): the cookie alone is of no use to a foreign page, and a token of another
 * session, or of one before, is none.
 */
export function createCsrfTokens({
  keys,
  random,
  origins,
}: {
  keys: KeyRing;
  random: Random;
  origins: string[];
}) {
  const macOf = (sessionId: string, nonce: string, key: Uint8Array = keys[0]) =>
    keyedDigest(key, sessionId, nonce);

  function isGood(token: string, sessionId: string): boolean {
    const [nonce = '', mac = ''] = token.split('.');
    return nonce !== '' && keys.some((key) => equal(mac, macOf(sessionId, nonce, key)));
  }

  /**
   * Our own origin, or one of the list. What sends none but says where it comes from must come from
   * ourselves.
   */
  function isFromFriends(c: Context): boolean {
    const origin = c.req.header('Origin');
    if (origin !== undefined)
      return origin === new URL(c.req.url).origin || origins.includes(origin);
    return ['same-origin', 'none'].includes(c.req.header('Sec-Fetch-Site') ?? 'none');
  }

  return {
    /**
     * The token that the browser holds for this session, or a new one: tabs that ask at once must
     * not overtake each other.
     */
    current(c: Context, sessionId: string): string {
      const held = getCookie(c, COOKIE) ?? '';
      return isGood(held, sessionId) ? held : this.issue(c, sessionId);
    },

    /** Makes a token for a session. */
    make(sessionId: string): string {
      const nonce = random.bytes(NONCE_BYTES).toHex();
      return `${nonce}.${macOf(sessionId, nonce)}`;
    },

    /** Makes a token for a session and sets its cookie, which scripts of our pages may read. */
    issue(c: Context, sessionId: string): string {
      const token = this.make(sessionId);
      setCookie(c, COOKIE, token, attributes(c));
      return token;
    },

    clear: (c: Context): void => {
      setCookie(c, COOKIE, '', { ...attributes(c), ...TAKEN_BACK });
    },

    /**
     * Throws `csrf_failed` unless a request that a cookie authenticates comes from our own pages or
     * those of a trusted origin. That is enough for what another site could neither use nor read.
     * Clients that are no browser say neither `Origin` nor `Sec-Fetch-Site`, and are not troubled.
     */
    assertTrustedOrigin(c: Context): void {
      if (SAFE_METHODS.has(c.req.method) || !isFromBrowser(c)) return;
      if (!isFromFriends(c)) throw csrfFailed({ detail: 'This origin may not do that.' });
    },

    /**
     * Like {@link assertTrustedOrigin}, and the request must bear the token of the session that it
     * is authenticated for.
     */
    assert(c: Context, authenticatingToken: string): void {
      this.assertTrustedOrigin(c);
      if (SAFE_METHODS.has(c.req.method) || !isFromBrowser(c)) return;
      if (!hasJsonOrNothing(c))
        throw csrfFailed({ detail: 'Only JSON is taken together with cookies.' });
      const header = c.req.header('X-CSRF-Token') ?? c.req.header('X-CSRFToken') ?? '';
      const matches =
        equal(header, getCookie(c, COOKIE) ?? '') &&
        isGood(header, sessionIdOf(authenticatingToken));
      if (!matches) throw csrfFailed({ detail: 'Send the token of /auth/csrf as X-CSRF-Token.' });
    },
  };
}

const attributes = (c: Context) => ({ sameSite: 'Lax', path: '/', secure: isSecure(c) }) as const;

/** The session that a request's cookies belong to, for binding a token to it; empty without one. */
export function sessionIdOfCookies(c: Context, isOldToken: (token: string) => boolean): string {
  const cookie = readRefreshCookie(c, isOldToken) ?? readAccessCookie(c);
  return cookie === null ? '' : sessionIdOf(cookie);
}

// Unverified on purpose: a cookie that is forged authenticates nothing, whatever session it names.
function sessionIdOf(token: string): string {
  try {
    const { sid } = decodeJwt(token);
    return typeof sid === 'string' ? sid : '';
  } catch {
    return '';
  }
}

// A form can send text/plain and forms across origins without a preflight, and JSON cannot.
function hasJsonOrNothing(c: Context): boolean {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === 'application/json';
}

function equal(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return equalInConstantTime(encoder.encode(a), encoder.encode(b));
}
