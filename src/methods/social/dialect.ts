import type * as oauth from 'oauth4webapi';
import type { Claims } from './claims.ts';
import type { SocialProvider } from './provider.ts';
import type { Talk } from './talk.ts';

/** What a provider publishes of itself. */
export type Server = oauth.AuthorizationServer;

/** How one kind of provider differs from OpenID Connect as it is written. */
export type Dialect = {
  /** Sent to its pages beside the usual parameters. */
  parameters: Readonly<Record<string, string>>;
  /** How this service proves itself at the token endpoint. Throws `ProviderFault`. */
  authenticate: (talk: Talk, server: Server) => Promise<oauth.ClientAuth>;
  /** The issuer that its metadata names. */
  issuerOf: (provider: SocialProvider) => string;
  /**
   * The issuer that a token with these claims, not verified yet, has to name. Throws
   * `ProviderFault`.
   */
  issuerOfToken: (server: Server, claims: Claims) => string;
  /** Throws `ProviderFault` if a key is not for tokens with these claims. */
  checkKey: (key: object, claims: Claims) => void;
};
