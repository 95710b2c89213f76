import type { ClientInfo } from '../http/client-info.ts';
import { findAppError } from '../shared/errors.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { tokenExpired } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { EndSession } from './end-session.ts';
import type { CookieTokens, PresentedTokens } from './presented-tokens.ts';
import { verifyRefreshToken } from './refresh-token.ts';

export type LogOutDeps = { jwt: Jwt; endSession: EndSession };

export type LogOutInput = {
  /** The tokens that the request presents itself. */
  presented: PresentedTokens;
  /** The tokens in its cookies. */
  cookies: CookieTokens;
  /** Throws if the cookies may not act for this request; called only before they do. */
  admitCookies: (token: string) => void;
  client: ClientInfo;
};

type Owner = { sub: string; sid: string };

/** {@link logOut} with its dependencies. */
export const createLogOut = (deps: LogOutDeps) => (input: LogOutInput) => logOut(deps, input);
export type LogOut = ReturnType<typeof createLogOut>;

/**
 * Ends the session of the first valid token and returns its id. Tokens that the request presents
 * itself take precedence; cookies act only if none of those is valid, and only if the browser rules
 * admit them. Returns null if there is no session to end: without tokens, or with an expired
 * refresh token, which lives as long as its session, the client is already signed out. Throws
 * `token_invalid`, or `token_expired` for an access token, if tokens were sent and none is valid;
 * what `admitCookies` throws; `storage_unavailable`.
 */
export async function logOut(
  { jwt, endSession }: LogOutDeps,
  { presented, cookies, admitCookies, client }: LogOutInput,
): Promise<string | null> {
  const results = await judge(jwt, presented);
  const token = cookies.refresh ?? cookies.access;
  if (findOwner(results) === null && token !== null) {
    admitCookies(token);
    results.push(...(await judge(jwt, cookies)));
  }
  const owner = findOwner(results);
  if (owner !== null) {
    const { sub: userId, sid: sessionId } = owner;
    await endSession({ userId, sessionId, reason: 'logout', client });
    return sessionId;
  }
  const isOver = results.some(({ status }) => status === 'fulfilled');
  const refusal = results.find((result) => result.status === 'rejected');
  if (!isOver && refusal !== undefined) throw refusal.reason;
  return null;
}

function judge(jwt: Jwt, { access, refresh }: PresentedTokens) {
  return Promise.allSettled<Owner | null>([
    ...(access === null ? [] : [verifyAccessToken(jwt, access).then(({ claims }) => claims)]),
    ...(refresh === null ? [] : [verifyRefreshToken(jwt, refresh).catch(nullIfExpired)]),
  ]);
}

function findOwner(results: PromiseSettledResult<Owner | null>[]): Owner | null {
  const valid = results.filter((result) => result.status === 'fulfilled');
  return valid.find(({ value }) => value !== null)?.value ?? null;
}

function nullIfExpired(error: unknown): null {
  if (findAppError(error)?.code === tokenExpired.code) return null;
  throw error;
}
