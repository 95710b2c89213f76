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

/** Signs a sign-in that waits for another proof. It is no session and opens nothing by itself. `expiresAt` in epoch milliseconds. */
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

/** The sign-in that a token stands for. Throws `token_invalid` or `token_expired`. */
export async function verifyMfaToken(jwt: Jwt, token: string): Promise<PendingSignIn> {
  const { sub, jti, pending } = await jwt.verify('mfa+jwt', token, claims);
  return { ...pending, id: jti, userId: sub };
}
