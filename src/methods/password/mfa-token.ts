import * as z from 'zod';
import { SECOND } from '../../shared/clock.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import { type PendingSignIn, pendingSignIn } from './second-factor.ts';

const claims = z.object({ sub: z.uuid(), pending: pendingSignIn, token_type: z.literal('mfa') });

/** Signs the state between a right password and its code. It is no session and opens nothing by itself. Times in epoch milliseconds. */
export function signMfaToken(
  jwt: Jwt,
  input: { userId: string; jti: string; pending: PendingSignIn; now: number; expiresAt: number },
): Promise<string> {
  return jwt.sign('mfa+jwt', {
    sub: input.userId,
    jti: input.jti,
    iat: Math.floor(input.now / SECOND),
    exp: Math.floor(input.expiresAt / SECOND),
    pending: input.pending,
    token_type: 'mfa',
  });
}

/** Who gave a right password, and what they asked for. Throws `token_invalid` or `token_expired`. */
export async function verifyMfaToken(
  jwt: Jwt,
  token: string,
): Promise<{ userId: string; pending: PendingSignIn }> {
  const { sub, pending } = await jwt.verify('mfa+jwt', token, claims);
  return { userId: sub, pending };
}
