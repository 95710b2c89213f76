import type { ClientInfo } from '../http/client-info.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
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
 * signed out as can be. Throws `token_invalid` or `token_expired` if tokens were sent and none is good.
 */
export function createLogOut({ jwt, endSession }: { jwt: Jwt; endSession: EndSession }) {
  return async function logOut({ accessToken, refreshToken, client }: LogOutInput): Promise<void> {
    const candidates = [
      ...(accessToken === null ? [] : [verifyAccessToken(jwt, accessToken)]),
      ...(refreshToken === null ? [] : [verifyRefreshToken(jwt, refreshToken)]),
    ];
    if (candidates.length === 0) return;
    const results = await Promise.allSettled(candidates);
    const good = results.find((result) => result.status === 'fulfilled');
    if (good === undefined) throw results.find((result) => result.status === 'rejected')?.reason;
    await endSession({
      userId: good.value.sub,
      sessionId: good.value.sid,
      reason: 'logout',
      client,
    });
  };
}
