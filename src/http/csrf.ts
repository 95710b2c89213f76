import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { decodeJwt } from 'jose';
import { equalInConstantTime, keyedDigest } from '../shared/digest.ts';
import { defineError } from '../shared/errors.ts';
import type { Random } from '../shared/random.ts';
import { bearerToken } from './bearer-token.ts';
import { isSecure, readAccessCookie, readRefreshCookie } from './cookies.ts';
import { bareToken } from './token-schema.ts';

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
export type CsrfDeps = { csrf: CsrfTokens };

/**
 * Signed double-submit tokens, each bound to one session (OWASP Cross-Site Request Forgery Prevention Cheat Sheet): the
 * cookie alone is of no use to a foreign page, and a token of another session, or of one before, is none.
 */
export function createCsrfTokens({
  key,
  random,
  origins,
}: {
  key: Uint8Array;
  random: Random;
  origins: string[];
}) {
  const macOf = (sessionId: string, nonce: string) => keyedDigest(key, sessionId, nonce);

  function isGood(token: string, sessionId: string): boolean {
    const [nonce = '', mac = ''] = token.split('.');
    return nonce !== '' && equal(mac, macOf(sessionId, nonce));
  }

  /** Our own origin, or one of the list. What sends none but says where it comes from must come from ourselves. */
  function isFromFriends(c: Context): boolean {
    const origin = c.req.header('Origin');
    if (origin !== undefined)
      return origin === new URL(c.req.url).origin || origins.includes(origin);
    return ['same-origin', 'none'].includes(c.req.header('Sec-Fetch-Site') ?? 'none');
  }

  return {
    /** The token that the browser holds for this session, or a new one: tabs that ask at once must not overtake each other. */
    current(c: Context, sessionId: string): string {
      const held = getCookie(c, COOKIE) ?? '';
      return isGood(held, sessionId) ? held : this.issue(c, sessionId);
    },

    /** Makes a token for a session and sets its cookie, which scripts of our pages may read. */
    issue(c: Context, sessionId: string): string {
      const nonce = random.bytes(NONCE_BYTES).toHex();
      const token = `${nonce}.${macOf(sessionId, nonce)}`;
      setCookie(c, COOKIE, token, { sameSite: 'Lax', path: '/', secure: isSecure(c) });
      return token;
    },

    clear: (c: Context): void => {
      deleteCookie(c, COOKIE, { path: '/', secure: isSecure(c) });
    },

    /**
     * Throws `csrf_failed` unless a request that a cookie authenticates comes from our own pages and bears this session's
     * token. Clients that are no browser say neither `Origin` nor `Sec-Fetch-Site`, and are not troubled.
     */
    assert(c: Context, authenticatingToken: string): void {
      if (SAFE_METHODS.has(c.req.method) || !isFromBrowser(c)) return;
      if (!isFromFriends(c)) throw csrfFailed({ detail: 'This origin may not do that.' });
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

/** Guards a route that takes a refresh token from the cookie: only what the cookie authenticates is asked for a token. */
export function csrfGuard(provide: (c: Context) => CsrfDeps): MiddlewareHandler {
  return async (c, next) => {
    const cookie = readRefreshCookie(c) ?? readAccessCookie(c);
    if (cookie !== null && bearerToken(c) === null && !(await hasTokenInBody(c)))
      provide(c).csrf.assert(c, cookie);
    await next();
  };
}

/** The session that a request's cookies belong to, for binding a token to it; empty without one. */
export function sessionIdOfCookies(c: Context): string {
  const cookie = readRefreshCookie(c) ?? readAccessCookie(c);
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

function isFromBrowser(c: Context): boolean {
  return c.req.header('Origin') !== undefined || c.req.header('Sec-Fetch-Site') !== undefined;
}

// A form can send text/plain and forms across origins without a preflight, and JSON cannot.
function hasJsonOrNothing(c: Context): boolean {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === 'application/json';
}

async function hasTokenInBody(c: Context): Promise<boolean> {
  if (!hasJsonOrNothing(c)) return false;
  const body: unknown = await c.req.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return false;
  const { refresh, refresh_token: refreshToken } = body as Record<string, unknown>;
  return [refresh, refreshToken].some((token) => typeof token === 'string' && bareToken(token));
}

function equal(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return equalInConstantTime(encoder.encode(a), encoder.encode(b));
}
