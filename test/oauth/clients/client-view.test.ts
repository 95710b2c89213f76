import { describe, expect, it } from 'vitest';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { clientView, toClientView } from '../../../src/oauth/clients/client-view.ts';

const STORED: StoredClient = {
  ...{ id: 'c-app', name: 'App', redirectUris: ['https://app.test/in'] },
  ...{ postLogoutRedirectUris: ['https://app.test/out'], authMethod: 'private_key_jwt' },
  jwks: { keys: [{ kty: 'OKP' }] },
  scopes: ['openid', 'email'],
  ...{ idTokenAlg: 'EdDSA', backchannelLogoutUri: 'https://app.test/logout' },
  ...{ firstParty: false, requirePkce: true, requirePar: false, dpopBound: true },
  ...{ claimsInIdToken: false, lenientAudience: true, accessTtl: 60_000, refreshTtl: 3_600_000 },
  secrets: [
    { digest: 'the newer', createdAt: 2_000 },
    { digest: 'the older', createdAt: 1_000 },
  ],
  ...{ disabledAt: 4_000, createdAt: 0, updatedAt: 3_000 },
};

describe('a client as administrators see it', () => {
  it('has our values in the names of the standard, and no digest', () => {
    const view = toClientView(STORED);
    expect(view).toEqual({
      ...{ client_id: 'c-app', client_name: 'App', redirect_uris: ['https://app.test/in'] },
      post_logout_redirect_uris: ['https://app.test/out'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ kty: 'OKP' }] },
      scope: 'openid email',
      id_token_signed_response_alg: 'EdDSA',
      backchannel_logout_uri: 'https://app.test/logout',
      ...{ first_party: false, require_pkce: true, dpop_bound_access_tokens: true },
      require_pushed_authorization_requests: false,
      ...{ claims_in_id_token: false, lenient_assertion_audience: true },
      ...{ access_token_ttl: 60, refresh_token_ttl: 3600 },
      secrets: [
        { created_at: '1970-01-01T00:00:02.000Z' },
        { created_at: '1970-01-01T00:00:01.000Z' },
      ],
      disabled_at: '1970-01-01T00:00:04.000Z',
      created_at: '1970-01-01T00:00:00.000Z',
      updated_at: '1970-01-01T00:00:03.000Z',
    });
    expect(clientView().safeParse(view).success).toBe(true);
  });

  it('says null where there is no value of its own', () => {
    const none = { accessTtl: null, refreshTtl: null, disabledAt: null, jwks: null };
    const view = toClientView({ ...STORED, ...none, backchannelLogoutUri: null });
    expect(view).toMatchObject({
      ...{ access_token_ttl: null, refresh_token_ttl: null, disabled_at: null, jwks: null },
      backchannel_logout_uri: null,
    });
    expect(clientView().safeParse(view).success).toBe(true);
  });
});
