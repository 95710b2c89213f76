import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** The provider that it imitates. */
export type Shape = 'openid' | 'google' | 'apple' | 'microsoft' | 'github';
/** What somebody asks of it. */
export type Endpoint = 'metadata' | 'keys' | 'token' | 'userinfo' | 'user' | 'emails';

/** How an endpoint answers instead of as it should. */
export type Trouble =
  | 'slow'
  | 'slow_body'
  | 'status_500'
  | 'status_429'
  | 'redirect'
  | 'huge'
  | 'endless'
  | 'html'
  | 'not_json'
  | 'dropped';

/** How it misbehaves where tokens and callbacks are concerned. */
export type Fault =
  | 'wrong_nonce'
  | 'no_nonce'
  | 'wrong_aud'
  | 'foreign_auds'
  | 'wrong_iss'
  | 'wrong_azp'
  | 'expired'
  | 'future_iat'
  | 'text_exp'
  | 'unsigned'
  | 'hs256_by_secret'
  | 'hs256_by_public_key'
  | 'other_key'
  | 'unknown_kid'
  | 'tampered'
  | 'encrypted'
  | 'wrong_at_hash'
  | 'no_sub'
  | 'empty_sub'
  | 'number_sub'
  | 'long_sub'
  | 'no_id_token'
  | 'no_access_token'
  | 'wrong_iss_param'
  | 'no_iss_param'
  | 'no_code'
  | 'two_codes'
  | 'wrong_state'
  | 'implicit'
  | 'other_userinfo'
  | 'other_issuer'
  | 'http_endpoints'
  | 'no_endpoints'
  | 'no_keys'
  | 'wrong_tid'
  | 'no_tid'
  | 'foreign_key_issuer'
  | 'text_id'
  | 'no_id'
  | 'codes_twice';

/** One provider of the fake server, under a name of its own. */
export type Account = {
  shape: Shape;
  clientId: string;
  secret: string | null;
  /** Claims of the person who is signed in there; GitHub has `id`, `name` and `emails`. */
  person: Record<string, unknown>;
  /** Whether address and names are in the ID token, or at the endpoint of user info. */
  profileIn: 'token' | 'userinfo';
  faults: Fault[];
  troubles: Partial<Record<Endpoint, Trouble>>;
  /** Errors that the pages or the token endpoint answer. */
  refuses: string | null;
  tokenError: string | null;
  /** Seconds since the epoch at which it signs; null for the clock of this machine. */
  now: number | null;
  /** Replaces parts of the metadata. */
  metadata: Record<string, unknown>;
};

/** A key that ID tokens are signed with. */
export type SigningKey = { kid: string; privateKey: CryptoKey; publicJwk: JWK };

export const WHOLE: Account = {
  shape: 'openid',
  clientId: 'latchkey',
  secret: 'secret-of-the-fake',
  person: {
    sub: 'person-1',
    email: 'ada@gmail.com',
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
  },
  profileIn: 'token',
  faults: [],
  troubles: {},
  refuses: null,
  tokenError: null,
  now: null,
  metadata: {},
};

/** The tenant of persons who have none set. */
export const TENANT = '11111111-2222-3333-4444-555555555555';

let made = 0;

/** Makes a key with an id of its own. */
export async function makeSigningKey(): Promise<SigningKey> {
  made += 1;
  const kid = `fake-${made}`;
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, publicJwk };
}
