import * as z from 'zod';
import type { OneTimeSecrets, Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { type Clock, MINUTE } from '../../shared/clock.ts';

/** Carries a fresh proof of identity from one step to a sign-in. */
export const exchangeSecret: Purpose<Record<string, never>> = {
  name: 'exchange',
  prefix: 'xch',
  context: z.object({}) as z.ZodType<Record<string, never>>,
};

/** Lifetime of an exchange token (contract.md, `/auth/exchange-token`). */
const TTL = MINUTE;

/** Issues exchange tokens. */
export function createIssueExchangeToken({
  secrets,
  clock,
}: {
  secrets: OneTimeSecrets;
  clock: Clock;
}) {
  return (userId: string, epoch: number | null): Promise<string> =>
    secrets.issueLink({
      purpose: exchangeSecret,
      userId,
      epoch,
      context: {},
      issuedAt: clock(),
      ttl: TTL,
    });
}
