import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ClientSecret, OauthClient } from './client.ts';

/** OAuth clients (RFC 7591 §2). Times are epoch milliseconds. */
export const oauthClients = sqliteTable('oauth_clients', {
  /** Unreserved characters only, never the form of a user's id (RFC 9068 §5). */
  id: text().primaryKey(),
  name: text().notNull(),
  redirectUris: text('redirect_uris', { mode: 'json' }).$type<string[]>().notNull(),
  postLogoutRedirectUris: text('post_logout_redirect_uris', { mode: 'json' })
    .$type<string[]>()
    .notNull(),
  authMethod: text('auth_method').$type<OauthClient['authMethod']>().notNull(),
  /** Digests of at most two secrets, the newest first. */
  secrets: text({ mode: 'json' }).$type<ClientSecret[]>().notNull(),
  /** Public keys of `private_key_jwt` (RFC 7517); null for other methods. */
  jwks: text({ mode: 'json' }).$type<OauthClient['jwks']>(),
  /** What it may ask for. */
  scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
  idTokenAlg: text('id_token_alg').$type<OauthClient['idTokenAlg']>().notNull(),
  backchannelLogoutUri: text('backchannel_logout_uri'),
  firstParty: integer('first_party', { mode: 'boolean' }).notNull(),
  requirePkce: integer('require_pkce', { mode: 'boolean' }).notNull(),
  requirePar: integer('require_par', { mode: 'boolean' }).notNull(),
  dpopBound: integer('dpop_bound', { mode: 'boolean' }).notNull(),
  /** Whether claims of scopes are in the ID token too, as many libraries expect. */
  claimsInIdToken: integer('claims_in_id_token', { mode: 'boolean' }).notNull(),
  /** Whether the audience of its assertions may be a list, and name the token endpoint. */
  lenientAudience: integer('lenient_audience', { mode: 'boolean' }).notNull(),
  /** Milliseconds; null for the service's own. */
  accessTtl: integer('access_ttl'),
  refreshTtl: integer('refresh_ttl'),
  disabledAt: integer('disabled_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});
