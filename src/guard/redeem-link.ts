import type { UntilAdmitted } from '../limits/admission.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { FoundSecret, OneTimeSecrets, Purpose } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { AccountGuards } from './account-guards.ts';
import type { ToUse } from './forgoing.ts';
import { withRedeemed } from './with-redeemed.ts';

export type RedeemLinkDeps = {
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  untilAdmitted: UntilAdmitted;
  clock: Clock;
  log: Log;
};

export type PresentedLink<Context, Read> = {
  purpose: Purpose<Context>;
  token: string;
  /** Reads what `work` needs, while the guard decides. */
  read: (secret: FoundSecret<Context>) => Promise<Read> | Read;
  /** Uses the token, by another call of the guard than usual. False if it is not to be used. */
  redeem?: (secret: FoundSecret<Context>) => Promise<boolean>;
  /** What the token uses up besides itself, all or nothing. */
  along?: (secret: FoundSecret<Context>) => readonly ToUse[];
  /** Whether links issued before this one stay valid; by default they are used up too. */
  sparesEarlier?: boolean;
};

/**
 * Redeems the token of a link, once, and runs `work`. If `work` or `read` fails, the token is
 * released for a retry. Throws `secret_invalid` for an unknown, expired or used token,
 * `storage_unavailable`, and errors of `untilAdmitted`, `read` and `work`.
 */
export async function redeemLink<Context, Read, T>(
  deps: RedeemLinkDeps,
  { purpose, token, read, redeem, along, sparesEarlier = false }: PresentedLink<Context, Read>,
  work: (secret: FoundSecret<Context>, read: Read) => Promise<T>,
): Promise<T> {
  const { secrets, guards, untilAdmitted, clock } = deps;
  const secret = await secrets.findLink(purpose, token);
  await untilAdmitted();
  if (secret === null) throw secretInvalid();
  const reading = (async () => read(secret))();
  // Awaited once the token is redeemed, so that a failed read releases it.
  reading.catch(() => undefined);
  const since = sparesEarlier ? secret.issuedAt : 0;
  const others = along?.(secret) ?? [];
  const isUsed = await (redeem?.(secret) ??
    guards.redeemAll(secret.userId, [{ ...secret, since }, ...others], clock()));
  if (!isUsed) throw secretInvalid();
  return withRedeemed(deps, secret, async () => work(secret, await reading), others);
}
