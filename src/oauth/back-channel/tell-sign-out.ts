import type { SignedOut } from '../../guard/ledger-message.ts';
import { DeliveryError } from '../../mail/delivery-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import { signLogoutToken } from '../../tokens/logout-token.ts';
import { faultOfBackChannelUri } from '../clients/back-channel-uri.ts';
import type { FindClient } from '../clients/find-client.ts';

export type TellSignOutDeps = {
  findClient: FindClient;
  jwt: Jwt;
  clock: Clock;
  fetch: typeof globalThis.fetch;
  isDevelopment: boolean;
  /** Longest wait for an answer, in milliseconds. */
  timeLimit?: number;
};

/** Milliseconds that a client has for its answer. */
const TIME_LIMIT = 5 * SECOND;
/** Milliseconds before each further try; then it is given up. */
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE];
/** What a client answers that has signed its user out (OpenID Connect Back-Channel Logout §2.8). */
const DONE = [200, 204];
/** What it answers to a logout token that it does not take. */
const REFUSED = 400;

/** {@link tellSignOut} with its dependencies. */
export const createTellSignOut = (deps: TellSignOutDeps) => (signedOut: SignedOut) =>
  tellSignOut(deps, signedOut);

/**
 * Tells a client that its user is signed out, with a token that is made now. Does nothing if the
 * client is disabled, gone, or no longer wants to be told. Throws `DeliveryError` unless the client
 * has done it, and `storage_unavailable`.
 */
async function tellSignOut(
  deps: TellSignOutDeps,
  { id, clientId, userId, sessionId }: SignedOut,
): Promise<void> {
  const { findClient, jwt, clock } = deps;
  const client = await findClient(clientId);
  const uri = client?.backchannelLogoutUri ?? null;
  if (client === null || client.disabledAt !== null || uri === null) return;
  // Checked when it was registered, perhaps by a development that shares the database.
  if (faultOfBackChannelUri(uri, deps) !== null)
    throw new DeliveryError('a client has an address that is not called', []);
  const issuedAt = clock();
  const about = { alg: client.idTokenAlg, id, userId, clientId, sessionId, issuedAt };
  const status = await post(deps, uri, await signLogoutToken(jwt, about));
  if (DONE.includes(status)) return;
  throw new DeliveryError(`a client answered ${status}`, status === REFUSED ? [] : PAUSES);
}

/**
 * Posts a logout token, and returns the status of the answer. Nothing else of it is read, no
 * redirect is followed: the token is for this client alone.
 */
async function post(
  { fetch, timeLimit = TIME_LIMIT }: TellSignOutDeps,
  uri: string,
  token: string,
): Promise<number> {
  try {
    const answer = await fetch(uri, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'User-Agent': 'Latchkey',
      },
      body: new URLSearchParams({ logout_token: token }).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimit),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (cause) {
    throw new DeliveryError('a client did not answer', PAUSES, { cause });
  }
}
