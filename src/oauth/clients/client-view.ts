import * as z from 'zod';
import { EXAMPLE_IDS } from '../../http/example-values.ts';
import { SECOND, toIso, toIsoOrNull } from '../../shared/clock.ts';
import { once } from '../../shared/once.ts';
import { AUTH_METHODS, ID_TOKEN_ALGORITHMS } from './client.ts';
import type { StoredClient } from './client-store.ts';

const isOff = once(() => z.boolean().meta({ examples: [false] }));
const ttl = once(() =>
  z
    .int()
    .nullable()
    .meta({ examples: [null] }),
);

/** A client as administrators see it, in the names of RFC 7591 and ours. */
export const clientView = once(() =>
  z
    .object({
      client_id: z.string().meta({ examples: [EXAMPLE_IDS.client] }),
      client_name: z.string().meta({ examples: ['Example app'] }),
      redirect_uris: z.array(z.string()).meta({ examples: [['https://app.example.com/callback']] }),
      post_logout_redirect_uris: z
        .array(z.string())
        .meta({ examples: [['https://app.example.com/']] }),
      token_endpoint_auth_method: z.enum(AUTH_METHODS).meta({ examples: ['client_secret_basic'] }),
      jwks: z
        .object({ keys: z.array(z.looseObject({ kty: z.string() })) })
        .nullable()
        .meta({ examples: [null] }),
      scope: z.string().meta({ examples: ['openid profile email offline_access'] }),
      id_token_signed_response_alg: z.enum(ID_TOKEN_ALGORITHMS),
      backchannel_logout_uri: z
        .string()
        .nullable()
        .meta({ examples: [null] }),
      first_party: isOff(),
      require_pkce: z.boolean(),
      require_pushed_authorization_requests: isOff(),
      dpop_bound_access_tokens: isOff(),
      claims_in_id_token: isOff(),
      lenient_assertion_audience: isOff(),
      access_token_ttl: ttl().describe('Seconds; null for `ACCESS_TOKEN_TTL`.'),
      refresh_token_ttl: ttl().describe('Seconds; null for the service’s own.'),
      secrets: z
        .array(z.object({ created_at: z.iso.datetime() }))
        .describe('When each of its secrets was made, the newest first. At most two are good.'),
      disabled_at: z.iso
        .datetime()
        .nullable()
        .meta({ examples: [null] }),
      created_at: z.iso.datetime(),
      updated_at: z.iso.datetime(),
    })
    .meta({ id: 'OauthClient' }),
);
export type ClientView = z.infer<ReturnType<typeof clientView>>;

/** A client that was just given a secret. It is never shown again. */
export const clientWithSecret = once(() =>
  clientView()
    .extend({
      client_secret: z
        .string()
        .optional()
        .describe('Shown once; absent for clients without one.')
        .meta({ examples: ['7Fjfp0ZBr1KtDRbnfVdmIw-cFDgy1G0gQEfAbB5nB2s'] }),
    })
    .meta({ id: 'OauthClientWithSecret' }),
);
export type ClientWithSecret = z.infer<ReturnType<typeof clientWithSecret>>;

/** Converts a stored client for the API. */
export function toClientView(client: StoredClient): ClientView {
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    token_endpoint_auth_method: client.authMethod,
    jwks: client.jwks as ClientView['jwks'],
    scope: client.scopes.join(' '),
    id_token_signed_response_alg: client.idTokenAlg,
    backchannel_logout_uri: client.backchannelLogoutUri,
    first_party: client.firstParty,
    require_pkce: client.requirePkce,
    require_pushed_authorization_requests: client.requirePar,
    dpop_bound_access_tokens: client.dpopBound,
    claims_in_id_token: client.claimsInIdToken,
    lenient_assertion_audience: client.lenientAudience,
    access_token_ttl: toSeconds(client.accessTtl),
    refresh_token_ttl: toSeconds(client.refreshTtl),
    secrets: client.secrets.map(({ createdAt }) => ({ created_at: toIso(createdAt) })),
    disabled_at: toIsoOrNull(client.disabledAt),
    created_at: toIso(client.createdAt),
    updated_at: toIso(client.updatedAt),
  };
}

const toSeconds = (ms: number | null) => (ms === null ? null : ms / SECOND);
