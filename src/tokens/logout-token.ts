import { MINUTE, SECOND } from '../shared/clock.ts';
import type { Jwt } from './jwt.ts';
import type { IdTokenAlg } from './signing-keys.ts';

/** What a logout token says happened (OpenID Connect Back-Channel Logout §2.4). */
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Milliseconds: what the specification advises at most. */
const LIFE = 2 * MINUTE;

export type NewLogoutToken = {
  alg: IdTokenAlg;
  /** Names the delivery: a client that is told twice sees that it is the same. */
  id: string;
  userId: string;
  clientId: string;
  /** As in the client's ID tokens. */
  sessionId: string;
  /** Epoch milliseconds. */
  issuedAt: number;
};

/**
 * Signs a logout token with the first key of the client's algorithm. It never has a `nonce`, and a
 * type of its own, so that it is taken for no ID token. Throws if there is no such key.
 */
export function signLogoutToken(jwt: Jwt, token: NewLogoutToken): Promise<string> {
  const claims = {
    sub: token.userId,
    aud: token.clientId,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor((token.issuedAt + LIFE) / SECOND),
    jti: token.id,
    sid: token.sessionId,
    events: { [EVENT]: {} },
  };
  return jwt.signIdToken(token.alg, claims, 'logout+jwt');
}
