import type { ClientInfo } from '../http/client-info.ts';
import { findAppError } from '../shared/errors.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { tokenExpired } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { EndSession } from './end-session.ts';
import type { PresentedTokens } from './presented-tokens.ts';
import { verifyRefreshToken } from './refresh-token.ts';

export type LogOutInput = {
  /** What the request presents by itself. */
  presented: PresentedTokens;
  /** What its cookies bring. */
  cookies: PresentedTokens;
  /** Throws if the cookies may not act for this request; asked only if they are to. */
  admitCookies: (token: string) => void;
  client: ClientInfo;
};
/** Answers the session that was ended, null where there was none to end. */
export type LogOut = (input: LogOutInput) => Promise<string | null>;

type Owner = { sub: string; sid: string };

/**
 * Ends the session of the first good token. What a request presents by itself goes before its
 * cookies: they act only if none of that is good, and only if the browser's rules admit them.
 * Nothing to end is no error: a browser whose cookie is gone is as signed out as can be, and so is
 * one whose refresh token has expired, which lives as long as its session. Throws `token_invalid`,
 * or `token_expired` of an access token, if tokens were sent and none is good; what `admitCookies`
 * throws.
 */
export function createLogOut({ jwt, endSession }: { jwt: Jwt; endSession: EndSession }): LogOut {
  const judge = ({ access, refresh }: PresentedTokens) =>
    Promise.allSettled<Owner | null>([
      ...(access === null ? [] : [verifyAccessToken(jwt, access)]),
      ...(refresh === null ? [] : [verifyRefreshToken(jwt, refresh).catch(nullIfExpired)]),
    ]);

  return async function logOut({ presented, cookies, admitCookies, client }) {
    const results = await judge(presented);
    const token = cookies.refresh ?? cookies.access;
    if (findOwner(results) === null && token !== null) {
      admitCookies(token);
      results.push(...(await judge(cookies)));
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
  };
}

function findOwner(results: PromiseSettledResult<Owner | null>[]): Owner | null {
  const good = results.filter((result) => result.status === 'fulfilled');
  return good.find(({ value }) => value !== null)?.value ?? null;
}

function nullIfExpired(error: unknown): null {
  if (findAppError(error)?.code === tokenExpired.code) return null;
  throw error;
}
