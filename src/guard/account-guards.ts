import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import { orUnavailable } from '../shared/errors.ts';
import type { AccountGuard, OpenChain, RedeemSecret, RotateChain, RotationVerdict } from './account-guard.object.ts';
import type { Principal } from './guard-state.ts';

type Found = Omit<FoundSecret<unknown>, 'context'>;
export type CodeTry = {
  purpose: string;
  secret: Found | null;
  now: number /** Milliseconds. */;
  codeTtl: number;
};

/** The guards of all users, by user id. Ask only for users that exist: a guard that is asked comes to be. */
export type AccountGuards = ReturnType<typeof createAccountGuards>;

/** Calls over to the Durable Objects. Every method throws `storage_unavailable` when the guard does not answer; no decision was taken then that a retry would miss. */
export function createAccountGuards(namespace: DurableObjectNamespace<AccountGuard>) {
  const guard = (userId: string) => namespace.getByName(userId);
  return {
    open: (userId: string, chain: OpenChain): Promise<void> => orUnavailable(async () => guard(userId).open(chain)),
    rotate: (userId: string, presented: RotateChain): Promise<RotationVerdict> =>
      orUnavailable(async () => guard(userId).rotate(presented)),
    reuseReported: (userId: string, sessionId: string): Promise<void> => orUnavailable(async () => guard(userId).reuseReported(sessionId)),
    end: (userId: string, sessionIds: string[], reason: string): Promise<void> =>
      orUnavailable(async () => guard(userId).end(sessionIds, reason)),
    updatePrincipal: (userId: string, change: Partial<Principal>): Promise<void> =>
      orUnavailable(async () => guard(userId).updatePrincipal(change)),
    redeem: (found: Found, now: number): Promise<boolean> => orUnavailable(async () => guard(found.userId).redeem(toRedeem(found, now))),
    release: (userId: string, digest: string): Promise<void> => orUnavailable(async () => guard(userId).release(digest)),
    tryCode: (userId: string, { purpose, secret, now, codeTtl }: CodeTry): Promise<boolean> =>
      orUnavailable(async () =>
        guard(userId).tryCode({
          purpose,
          secret: secret && toRedeem(secret, now),
          now,
          codeTtl,
        }),
      ),
    /** Whether guards answer at all. Uses a name that no user has, and leaves nothing there. */
    ping: (): Promise<string> => orUnavailable(async () => guard('health').ping()),
  };
}

function toRedeem({ digest, purpose, issuedAt, expiresAt, familyExpiresAt }: Found, now: number): RedeemSecret {
  return {
    digest,
    purpose,
    issuedAt,
    expiresAt,
    rememberUntil: familyExpiresAt,
    now,
  };
}
