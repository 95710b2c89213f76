import type { ClientInfo } from '../http/client-info.ts';
import { findAppError } from '../shared/errors.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { tokenExpired } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { EndSession } from './end-session.ts';
import { verifyRefreshToken } from './refresh-token.ts';

export type LogOutInput = {
  accessToken: string | null;
  refreshToken: string | null;
  client: ClientInfo;
};
export type LogOut = ReturnType<typeof createLogOut>;

/**
 * Ends the session that any of the tokens belongs to. Nothing to end is no error: a browser whose cookie is gone is as
 * signed out as can be, and so is one whose refresh token has expired, which lives as long as its session. Throws
 * `token_invalid`, or `token_expired` of an access token, if tokens were sent and none is good.
 */
export function createLogOut({ jwt, endSession }: { jwt: Jwt; endSession: EndSession }) {
  return async function logOut({ accessToken, refreshToken, client }: LogOutInput): Promise<void> {
    const candidates = [
      ...(accessToken === null ? [] : [verifyAccessToken(jwt, accessToken)]),
      ...(refreshToken === null
        ? []
        : [verifyRefreshToken(jwt, refreshToken).catch(nullIfExpired)]),
    ];
    if (candidates.length === 0) return;
    const results = await Promise.allSettled(candidates);
    const good = results
      .filter((result) => result.status === 'fulfilled')
      .map(({ value }) => value);
    if (good.length === 0) throw results.find((result) => result.status === 'rejected')?.reason;
    const claims = good.find((value) => value !== null);
    if (claims !== undefined)
      await endSession({ userId: claims.sub, sessionId: claims.sid, reason: 'logout', client });
  };
}

function nullIfExpired(error: unknown): null {
  if (findAppError(error)?.code === tokenExpired.code) return null;
  throw error;
}
