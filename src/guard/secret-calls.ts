import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import type { CountedCode, RedeemSecret, TryCode, VoidSecrets } from './try-calls.ts';
import type { Call, Uses } from './uses.ts';
import type { JudgedBy, Prepare, Prepared, Trusted } from './version-calls.ts';

type Found = Omit<FoundSecret<unknown>, 'context'>;
export type CodeTry = Omit<TryCode, 'secret'> & { secret: Found | null };

/** Calls that use up a user's one-time secrets, or claim them until their work is decided. */
export function secretCalls(call: Call, uses: Uses) {
  const { using, decide, settle, release, mayBeDone } = uses;
  return {
    /** Uses a secret, and with it those of its purpose issued before it, but not before `since`. */
    redeem: async (found: Found, now: number, { since = 0 } = {}): Promise<boolean> => {
      const secret = { ...toRedeem(found, now), since };
      const redeeming = (claim: RedeemSecret) =>
        call(found.userId, async (guard) => guard.redeem(claim));
      return (await using(found.userId, secret, redeeming, (verdict) => verdict)) !== false;
    },
    /** Uses a secret as `redeem` does, and announces a change. Null if it was not to be used. */
    redeemToChange: (found: Found, change: Prepare): Promise<Prepared | null> =>
      using(
        found.userId,
        toRedeem(found, change.now),
        (secret) => call(found.userId, async (guard) => guard.redeemToChange(secret, change)),
        (prepared) => prepared !== null,
      ).finally(() => decide(found.userId)),
    noteSecrets: (userId: string, keys: string[], expiresAt: number): Promise<boolean> =>
      call(userId, async (guard) => guard.noteSecrets(keys, expiresAt)),
    listSecrets: (userId: string): Promise<string[]> =>
      call(userId, async (guard) => guard.listSecrets()),
    voidSecrets: (userId: string, input: VoidSecrets): Promise<void> =>
      call(userId, async (guard) => guard.voidSecrets(input)),
    release,
    settle,
    mayBeDone,
    tryCode: (
      name: string,
      row: JudgedBy | null,
      attempt: CodeTry,
    ): Promise<Trusted<CountedCode>> => {
      const { secret: found, ...given } = attempt;
      const attempting = (secret: RedeemSecret | null) =>
        call(name, async (guard) => guard.tryCodeBy(row, { ...given, secret }));
      if (found === null) return attempting(null);
      return using(name, toRedeem(found, attempt.now), attempting, ({ verdict }) =>
        verdict.isRight ? (verdict.again ? 'again' : true) : false,
      );
    },
  };
}

/** A secret as a guard is asked to use it; `now` in epoch milliseconds. */
function toRedeem(
  { digest, purpose, issuedAt, expiresAt, familyExpiresAt, epoch }: Found,
  now: number,
): RedeemSecret {
  const rememberUntil = familyExpiresAt;
  return { digest, purpose, issuedAt, since: 0, expiresAt, rememberUntil, epoch, now };
}
