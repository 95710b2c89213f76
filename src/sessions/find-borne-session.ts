import type { ClientInfo } from '../http/client-info.ts';
import { verifyOwnAccessToken } from '../tokens/access-token.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import { verifyRefreshToken } from './refresh-token.ts';

/**
 * Returns the session of this user that the browser's cookies still hold, judged by their
 * signatures only, or null. A sign-in replaces it (OWASP ASVS 5.0, 7.2.4).
 */
export async function findBorneSession(
  jwt: Jwt,
  { user, client }: { user: User; client: ClientInfo },
): Promise<string | null> {
  const { refreshToken = null, accessToken = null } = client.bears ?? {};
  const borne = await Promise.all([
    refreshToken === null ? null : verifyRefreshToken(jwt, refreshToken).catch(() => null),
    accessToken === null ? null : verifyOwnAccessToken(jwt, accessToken).catch(() => null),
  ]);
  return borne.find((claims) => claims?.sub === user.id)?.sid ?? null;
}
