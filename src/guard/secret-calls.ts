import type { PasskeyVerdict, UsedPasskey } from './passkey-calls.ts';
import { type ToUse, toRedeem } from './to-use.ts';
import type { CountedCode, TryCode, VoidSecrets } from './try-calls.ts';
import type { Call, Uses } from './uses.ts';
import type { JudgedBy, Prepare, Prepared, Trusted } from './version-calls.ts';

export type CodeTry = Omit<TryCode, 'secrets'> & { secrets: readonly ToUse[] };

/** The first secret is the challenge. */
export type PasskeyUse = { passkey: UsedPasskey; secrets: readonly ToUse[]; now: number };

/** Calls that use up a user's one-time secrets, or claim them until their work is decided. */
export function secretCalls(call: Call, uses: Uses) {
  const { using, note, settle, release, giveBack, mayBeDone } = uses;
  /** Uses up a user's secrets, all of them or none. */
  const redeemAll = async (
    userId: string,
    secrets: readonly ToUse[],
    now: number,
  ): Promise<boolean> => {
    const verdict = await using(
      userId,
      secrets.map((one) => toRedeem(one, now)),
      (claims) => call(userId, async (guard) => guard.redeemAll(claims)),
      (answer) => answer,
    );
    return verdict !== false;
  };
  return {
    redeemAll,
    /** Uses a secret, and with it those of its purpose issued before it, but not before `since`. */
    redeem: (found: ToUse, now: number, { since = 0 } = {}): Promise<boolean> =>
      redeemAll(found.userId, [{ ...found, since }], now),
    /** Uses a secret as `redeem` does, and announces a change. Null if it was not to be used. */
    redeemToChange: (found: ToUse, change: Prepare): Promise<Prepared | null> =>
      using(
        found.userId,
        [toRedeem(found, change.now)],
        (claims) => call(found.userId, async (guard) => guard.redeemToChange(claims, change)),
        (prepared) => prepared !== null,
      ).finally(() => note(found.userId, 'announced')),
    /** Whether {@link redeemAll} would use a secret now; uses nothing. */
    isRedeemable: (found: ToUse, now: number): Promise<boolean> =>
      call(found.userId, async (guard) => guard.isRedeemable(toRedeem(found, now))),
    noteSecrets: (userId: string, keys: string[], expiresAt: number): Promise<boolean> =>
      call(userId, async (guard) => guard.noteSecrets(keys, expiresAt)),
    listSecrets: (userId: string): Promise<string[]> =>
      call(userId, async (guard) => guard.listSecrets()),
    voidSecrets: (userId: string, input: VoidSecrets): Promise<void> =>
      call(userId, async (guard) => guard.voidSecrets(input)),
    release,
    giveBack,
    settle,
    mayBeDone,
    ...proofCalls(call, uses),
  };
}

/** Calls that use what a person presents: a passkey, a code. */
function proofCalls(call: Call, { using }: Uses) {
  return {
    /** Uses up a secret; the row is that of the user whom the sign-in has read. */
    redeemBy: (
      { userId, ...secret }: ToUse,
      row: JudgedBy | null,
      now: number,
    ): Promise<Trusted<boolean | 'again'>> =>
      using(
        userId,
        [toRedeem({ userId, ...secret }, now)],
        (claims) => call(userId, async (guard) => guard.redeemBy(row, claims)),
        ({ verdict }) => verdict,
      ),
    usePasskey: (
      userId: string,
      row: JudgedBy | null,
      { passkey, secrets, now }: PasskeyUse,
    ): Promise<Trusted<PasskeyVerdict>> =>
      using(
        userId,
        secrets.map((secret) => toRedeem(secret, now)),
        (claims) =>
          call(userId, async (guard) => guard.usePasskey(row, { passkey, secrets: claims })),
        // The guard does not say whether an earlier claim lapsed.
        ({ verdict }) => verdict === 'used' && 'again',
      ),
    tryCode: (
      name: string,
      row: JudgedBy | null,
      attempt: CodeTry,
    ): Promise<Trusted<CountedCode>> => {
      const { secrets, ...given } = attempt;
      return using(
        name,
        secrets.map((secret) => toRedeem(secret, attempt.now)),
        (claims) =>
          call(name, async (guard) => guard.tryCodeBy(row, { ...given, secrets: claims })),
        ({ verdict }) => (verdict.isRight && verdict.again ? 'again' : verdict.isRight),
      );
    },
  };
}
