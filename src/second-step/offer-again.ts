import type { ClientInfo } from '../http/client-info.ts';
import type { Method } from '../step-up/proofs.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { Factor, Offer } from './factors/factor.ts';
import { verifyMfaToken } from './mfa-token.ts';

export type OfferAgainDeps = { factors: readonly Factor[]; jwt: Jwt };
export type OfferAgain = ReturnType<typeof createOfferAgain>;

/** {@link offerAgain} with its dependencies. */
export const createOfferAgain =
  (deps: OfferAgainDeps) => (mfaToken: string, method: Method, client: ClientInfo) =>
    offerAgain(deps, { mfaToken, method, client });

/**
 * Returns what a page needs to ask for one of the second proofs, later than the first proof was
 * given: a new challenge for a passkey. Mails nothing. Throws `token_invalid`, `token_expired`,
 * `storage_unavailable`.
 */
async function offerAgain(
  { factors, jwt }: OfferAgainDeps,
  { mfaToken, method, client }: { mfaToken: string; method: Method; client: ClientInfo },
): Promise<Offer> {
  const pending = await verifyMfaToken(jwt, mfaToken);
  const factor = factors.find(({ kind, mails }) => kind === method && mails !== true);
  if (factor?.offer === undefined) return {};
  const user = { id: pending.userId, signInEpoch: pending.signInEpoch };
  return factor.offer({
    occasion: { kind: 'sign_in', pending },
    user,
    lane: 'second-step',
    client,
  });
}
