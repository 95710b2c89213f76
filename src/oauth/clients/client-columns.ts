import type { ClientChanges } from './client-schemas.ts';
import type { StoredClient } from './client-store.ts';

/** The settings of a client that its registration chooses. */
export type ClientColumns = Omit<
  StoredClient,
  'id' | 'secrets' | 'disabledAt' | 'createdAt' | 'updatedAt'
>;

/** A client of which nothing was said: a third party with a secret, as most libraries expect. */
export const BLANK: Omit<ClientColumns, 'idTokenAlg'> = {
  name: '',
  redirectUris: [],
  postLogoutRedirectUris: [],
  authMethod: 'client_secret_basic',
  jwks: null,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  backchannelLogoutUri: null,
  firstParty: false,
  requirePkce: true,
  requirePar: false,
  dpopBound: false,
  claimsInIdToken: false,
  lenientAudience: false,
  accessTtl: null,
  refreshTtl: null,
};

/**
 * Returns what is stored once this was said of a client. What was left out stays as it is, but keys
 * go with the method that needs them.
 */
export function toColumns(
  said: Omit<ClientChanges, 'disabled'>,
  former: ClientColumns,
): ClientColumns {
  const authMethod = said.token_endpoint_auth_method ?? former.authMethod;
  return {
    name: said.client_name ?? former.name,
    redirectUris: said.redirect_uris ?? former.redirectUris,
    postLogoutRedirectUris: said.post_logout_redirect_uris ?? former.postLogoutRedirectUris,
    authMethod,
    jwks: said.jwks ?? (authMethod === 'private_key_jwt' ? former.jwks : null),
    scopes: said.scope ?? former.scopes,
    idTokenAlg: said.id_token_signed_response_alg ?? former.idTokenAlg,
    backchannelLogoutUri: given(said.backchannel_logout_uri, former.backchannelLogoutUri),
    firstParty: said.first_party ?? former.firstParty,
    requirePkce: said.require_pkce ?? former.requirePkce,
    requirePar: said.require_pushed_authorization_requests ?? former.requirePar,
    dpopBound: said.dpop_bound_access_tokens ?? former.dpopBound,
    claimsInIdToken: said.claims_in_id_token ?? former.claimsInIdToken,
    lenientAudience: said.lenient_assertion_audience ?? former.lenientAudience,
    accessTtl: given(said.access_token_ttl, former.accessTtl),
    refreshTtl: given(said.refresh_token_ttl, former.refreshTtl),
  };
}

// Null is what was said to take a value away, which is not the same as nothing.
const given = <T>(said: T | undefined, former: T): T => (said === undefined ? former : said);

/**
 * Returns the names of the settings that would differ, and not their values: some are long, and
 * some tell of others.
 */
export function changedSettings(
  read: StoredClient,
  { disabled, ...said }: ClientChanges,
): string[] {
  const after = (one: ClientChanges) => JSON.stringify(toColumns(one, read));
  const names = Object.entries(said)
    .filter(([name, value]) => after({ [name]: value }) !== after({}))
    .map(([name]) => name);
  const isSwitched = disabled !== undefined && disabled !== (read.disabledAt !== null);
  return isSwitched ? [...names, 'disabled'] : names;
}
