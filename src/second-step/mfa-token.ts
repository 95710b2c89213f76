import * as z from 'zod';
import { SECOND } from '../shared/clock.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { type PendingSignIn, pendingSignIn } from './pending-sign-in.ts';

const claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  pending: pendingSignIn.omit({ id: true, userId: true }),
  token_type: z.literal('mfa'),
});

/**
 * Signs the token of a sign-in that requires another proof. The token is not a session and grants
 * nothing on its own. `expiresAt` in epoch milliseconds.
 */
export function signMfaToken(
  jwt: Jwt,
  { pending: { id, userId, ...pending }, expiresAt }: { pending: PendingSignIn; expiresAt: number },
): Promise<string> {
  return jwt.sign('mfa+jwt', {
    sub: userId,
    jti: id,
    iat: Math.floor(pending.startedAt / SECOND),
    exp: Math.floor(expiresAt / SECOND),
    pending,
    token_type: 'mfa',
  });
}

/** Returns the sign-in of a token. Throws `token_invalid` or `token_expired`. */
export async function verifyMfaToken(jwt: Jwt, token: string): Promise<PendingSignIn> {
  const { sub, jti, pending } = await jwt.verify('mfa+jwt', token, claims);
  return { ...pending, id: jti, userId: sub };
}
