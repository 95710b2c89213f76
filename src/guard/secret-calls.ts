import { type Call, type Forgoing, type ToUse, toRedeem } from './forgoing.ts';
import type { PasskeyVerdict, UsedPasskey } from './passkey-calls.ts';
import type { CountedCode, TryCode, VoidSecrets } from './try-calls.ts';
import type { JudgedBy, Prepare, Prepared, Trusted } from './version-calls.ts';

export type CodeTry = Omit<TryCode, 'secrets'> & { secrets: readonly ToUse[] };

/** The first secret is the challenge. */
export type PasskeyUse = { passkey: UsedPasskey; secrets: readonly ToUse[]; now: number };

/** Calls that use up secrets; see `createAccountGuards`. */
export function secretCalls(call: Call, forgoes: Forgoing) {
  return {
    /** Uses a secret, and with it those of its purpose issued before it, but not before `since`. */
    redeem: (found: ToUse, now: number, { since = 0 }: { since?: number } = {}): Promise<boolean> =>
      forgoes(found.userId, [{ ...toRedeem(found, now), since }], (secrets) =>
        call(found.userId, async (guard) => guard.redeemAll(secrets)),
      ),
    /** Uses a secret as `redeem` does, and announces a change. Null if it was not to be used. */
    redeemToChange: (found: ToUse, change: Prepare): Promise<Prepared | null> =>
      forgoes(found.userId, [toRedeem(found, change.now)], (secrets) =>
        call(found.userId, async (guard) => guard.redeemToChange(secrets, change)),
      ),
    /** Uses up a user's secrets, all of them or none. */
    redeemAll: (userId: string, secrets: readonly ToUse[], now: number): Promise<boolean> =>
      forgoes(
        userId,
        secrets.map((one) => toRedeem(one, now)),
        (given) => call(userId, async (guard) => guard.redeemAll(given)),
      ),
    /** Whether {@link redeem} would use a secret now; uses nothing. */
    isRedeemable: (found: ToUse, now: number): Promise<boolean> =>
      call(found.userId, async (guard) => guard.isRedeemable(toRedeem(found, now))),
    noteSecrets: (userId: string, keys: string[], expiresAt: number): Promise<boolean> =>
      call(userId, async (guard) => guard.noteSecrets(keys, expiresAt)),
    listSecrets: (userId: string): Promise<string[]> =>
      call(userId, async (guard) => guard.listSecrets()),
    voidSecrets: (userId: string, input: VoidSecrets): Promise<void> =>
      call(userId, async (guard) => guard.voidSecrets(input)),
    release: (userId: string, digests: string[]): Promise<void> =>
      call(userId, async (guard) => guard.release(digests)),
    usePasskey: (
      userId: string,
      row: JudgedBy | null,
      { passkey, secrets, now }: PasskeyUse,
    ): Promise<Trusted<PasskeyVerdict>> =>
      forgoes(
        userId,
        secrets.map((secret) => toRedeem(secret, now)),
        (given) =>
          call(userId, async (guard) => guard.usePasskey(row, { passkey, secrets: given })),
      ),
    tryCode: (
      name: string,
      row: JudgedBy | null,
      attempt: CodeTry,
    ): Promise<Trusted<CountedCode>> => {
      const { secrets, ...given } = attempt;
      return forgoes(
        name,
        secrets.map((secret) => toRedeem(secret, attempt.now)),
        (used) => call(name, async (guard) => guard.tryCodeBy(row, { ...given, secrets: used })),
      );
    },
  };
}
