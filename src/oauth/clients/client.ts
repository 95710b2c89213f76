import type { JWK } from 'jose';

/** How clients authenticate (RFC 7591 §2, OpenID Connect Core §9). The metadata names them all. */
export const AUTH_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** Scopes that a client may be registered for. Only first-party clients hold `account`. */
export const SCOPES = ['openid', 'profile', 'email', 'offline_access', 'roles', 'account'] as const;

/** Algorithms of ID tokens. RS256 is what libraries expect (OpenID Connect Core §15.1). */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
export type IdTokenAlg = (typeof ID_TOKEN_ALGORITHMS)[number];

/** A secret of a client by its digest, and when it was made (epoch milliseconds). */
export type ClientSecret = { digest: string; createdAt: number };

/** A registered client. Durations and times are milliseconds. */
export type OauthClient = {
  id: string;
  name: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  authMethod: AuthMethod;
  jwks: { keys: JWK[] } | null;
  scopes: string[];
  idTokenAlg: IdTokenAlg;
  backchannelLogoutUri: string | null;
  firstParty: boolean;
  requirePkce: boolean;
  requirePar: boolean;
  dpopBound: boolean;
  claimsInIdToken: boolean;
  lenientAudience: boolean;
  accessTtl: number | null;
  refreshTtl: number | null;
  disabledAt: number | null;
  createdAt: number;
  updatedAt: number;
};
