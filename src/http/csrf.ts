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

export const csrfFailed = defineError('csrf_failed', 'forbidden', 'CSRF check failed');

const COOKIE = 'csrftoken';
const NONCE_BYTES = 16;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Tokens that prove that the page making a request can read our cookies. */
export type CsrfTokens = ReturnType<typeof createCsrfTokens>;

/**
 * Signed double-submit tokens, each bound to one session (OWASP Cross-Site Request Forgery
 * Prevention Cheat Sheet). The cookie alone is not enough; tokens from other or earlier sessions
 * are rejected.
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

  /** Our own origin or a trusted one; without `Origin`, `Sec-Fetch-Site` must be our own site. */
  function isFromTrustedOrigin(c: Context): boolean {
    const origin = c.req.header('Origin');
    if (origin !== undefined)
      return origin === new URL(c.req.url).origin || origins.includes(origin);
    return ['same-origin', 'none'].includes(c.req.header('Sec-Fetch-Site') ?? 'none');
  }

  return {
    /** Returns the browser's token if valid, else a new one, so that parallel tabs share one. */
    current(c: Context, sessionId: string): string {
      const held = getCookie(c, COOKIE) ?? '';
      return isGood(held, sessionId) ? held : this.issue(c, sessionId);
    },

    /** Makes a token for a session. */
    make(sessionId: string): string {
      const nonce = random.bytes(NONCE_BYTES).toHex();
      return `${nonce}.${macOf(sessionId, nonce)}`;
    },

    /** Makes a token for a session and sets its cookie, which our scripts can read. */
    issue(c: Context, sessionId: string): string {
      const token = this.make(sessionId);
      setCookie(c, COOKIE, token, attributes(c));
      return token;
    },

    clear: (c: Context): void => {
      setCookie(c, COOKIE, '', { ...attributes(c), ...TAKEN_BACK });
    },

    /**
     * Throws `csrf_failed` if a browser request that may change something comes from an untrusted
     * origin. This is enough for routes whose effect and response are useless to another site.
     * Other clients send neither `Origin` nor `Sec-Fetch-Site` and pass.
     */
    assertTrustedOrigin(c: Context): void {
      if (SAFE_METHODS.has(c.req.method) || !isFromBrowser(c)) return;
      if (!isFromTrustedOrigin(c)) throw csrfFailed({ detail: 'This origin is not trusted.' });
    },

    /** Like {@link assertTrustedOrigin}; also requires the CSRF token of the request's session. */
    assert(c: Context, authenticatingToken: string): void {
      this.assertTrustedOrigin(c);
      if (SAFE_METHODS.has(c.req.method) || !isFromBrowser(c)) return;
      if (!hasJsonOrNothing(c))
        throw csrfFailed({ detail: 'Requests with cookies must send JSON.' });
      const header = c.req.header('X-CSRF-Token') ?? c.req.header('X-CSRFToken') ?? '';
      const matches =
        equal(header, getCookie(c, COOKIE) ?? '') &&
        isGood(header, sessionIdOf(authenticatingToken));
      if (!matches) throw csrfFailed({ detail: 'Send the token from /auth/csrf as X-CSRF-Token.' });
    },
  };
}

const attributes = (c: Context) => ({ sameSite: 'Lax', path: '/', secure: isSecure(c) }) as const;

/** Returns the session id in a request's cookies, to bind a token to; empty without one. */
export function sessionIdOfCookies(c: Context, isOldToken: (token: string) => boolean): string {
  const cookie = readRefreshCookie(c, isOldToken) ?? readAccessCookie(c);
  return cookie === null ? '' : sessionIdOf(cookie);
}

// Unverified on purpose: a forged cookie authenticates nothing, whatever session it names.
function sessionIdOf(token: string): string {
  try {
    const { sid } = decodeJwt(token);
    return typeof sid === 'string' ? sid : '';
  } catch {
    return '';
  }
}

// Pages can send forms and text/plain across origins without a preflight, but not JSON.
function hasJsonOrNothing(c: Context): boolean {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === 'application/json';
}

function equal(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return equalInConstantTime(encoder.encode(a), encoder.encode(b));
}
