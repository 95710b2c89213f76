import { describe, expect, it } from 'vitest';
import {
  BLANK,
  type ClientColumns,
  changedSettings,
  toColumns,
} from '../../../src/oauth/clients/client-columns.ts';
import type { ClientChanges } from '../../../src/oauth/clients/client-schemas.ts';

const blank: ClientColumns = { ...BLANK, idTokenAlg: 'ES256' };
const key = { kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43) };
const signing: ClientColumns = {
  ...blank,
  authMethod: 'private_key_jwt',
  jwks: { keys: [key] },
  accessTtl: 60_000,
  backchannelLogoutUri: 'https://app.example.com/logout',
};

describe('what is stored of a client', () => {
  it('is what was said, in our names', () => {
    const said = {
      client_name: 'App',
      redirect_uris: ['https://app.example.com/'],
      post_logout_redirect_uris: ['https://app.example.com/bye'],
      token_endpoint_auth_method: 'none',
      scope: ['openid', 'account'],
      id_token_signed_response_alg: 'EdDSA',
      backchannel_logout_uri: 'https://app.example.com/logout',
      first_party: true,
      require_pkce: false,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      claims_in_id_token: true,
      lenient_assertion_audience: true,
      access_token_ttl: 60_000,
      refresh_token_ttl: 3_600_000,
    } as const;
    expect(
      toColumns(
        {
          ...said,
          redirect_uris: [...said.redirect_uris],
          post_logout_redirect_uris: [...said.post_logout_redirect_uris],
          scope: [...said.scope],
        },
        blank,
      ),
    ).toEqual({
      name: 'App',
      redirectUris: ['https://app.example.com/'],
      postLogoutRedirectUris: ['https://app.example.com/bye'],
      authMethod: 'none',
      jwks: null,
      scopes: ['openid', 'account'],
      idTokenAlg: 'EdDSA',
      backchannelLogoutUri: 'https://app.example.com/logout',
      firstParty: true,
      requirePkce: false,
      requirePar: true,
      dpopBound: true,
      claimsInIdToken: true,
      lenientAudience: true,
      accessTtl: 60_000,
      refreshTtl: 3_600_000,
    });
  });

  it('stays as it was where nothing was said', () => {
    expect(toColumns({}, signing)).toEqual(signing);
  });

  it('is taken away by null, which is not the same', () => {
    expect(toColumns({ access_token_ttl: null, backchannel_logout_uri: null }, signing)).toEqual({
      ...signing,
      accessTtl: null,
      backchannelLogoutUri: null,
    });
  });

  it('loses keys with the method that needs them', () => {
    const changed = toColumns({ token_endpoint_auth_method: 'none' }, signing);
    expect(changed).toEqual({ ...signing, authMethod: 'none', jwks: null });
  });
});

describe('the settings that would differ', () => {
  const read = {
    ...signing,
    ...{ id: 'c-1', name: 'App', secrets: [], createdAt: 1, updatedAt: 1, disabledAt: null },
  };
  const disabled = { ...read, disabledAt: 5 };

  const cases: [string, ClientChanges, string[]][] = [
    ['nothing', {}, []],
    ['what it has', { client_name: 'App', access_token_ttl: 60_000 }, []],
    ['another name', { client_name: 'Other', access_token_ttl: 60_000 }, ['client_name']],
    ['no value', { access_token_ttl: null, refresh_token_ttl: null }, ['access_token_ttl']],
    [
      'other lists',
      { scope: ['openid'], redirect_uris: ['https://a/'] },
      ['scope', 'redirect_uris'],
    ],
  ];
  it.each(cases)('once %s was said are those: %j', (_what, said, names) => {
    expect(changedSettings(read, said)).toEqual(names);
  });

  it('have `disabled` last where it is switched', () => {
    for (const [one, isDisabled] of [
      [read, false],
      [disabled, true],
    ] as const) {
      expect(changedSettings(one, {})).toEqual([]);
      expect(changedSettings(one, { disabled: isDisabled })).toEqual([]);
      expect(changedSettings(one, { disabled: !isDisabled })).toEqual(['disabled']);
    }
    const both = { disabled: true, client_name: 'Other' };
    expect(changedSettings(read, both)).toEqual(['client_name', 'disabled']);
  });
});
