import { describe, expect, it } from 'vitest';
import { toMetadata } from '../../src/oauth/metadata.ts';

const made = toMetadata({
  issuer: 'https://issuer.test',
  appUrl: 'https://auth.test/base',
  idTokenAlgorithms: ['ES256'],
});
const pick = (names: string) =>
  Object.fromEntries(Object.entries(made).filter(([name]) => name.includes(names)));

const METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const ASSERTIONS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];

describe('the metadata of the server', () => {
  it('names its issuer, and where each endpoint is', () => {
    expect(made.issuer).toBe('https://issuer.test');
    const places = Object.values(made).filter(
      (one) => typeof one === 'string' && one.startsWith('https://auth.test'),
    );
    expect(places).toHaveLength(9);
    expect(made).toMatchObject({
      authorization_endpoint: 'https://auth.test/base/oauth/authorize',
      pushed_authorization_request_endpoint: 'https://auth.test/base/oauth/par',
      token_endpoint: 'https://auth.test/base/oauth/token',
      userinfo_endpoint: 'https://auth.test/base/oauth/userinfo',
      jwks_uri: 'https://auth.test/base/.well-known/jwks.json',
      revocation_endpoint: 'https://auth.test/base/oauth/revoke',
      introspection_endpoint: 'https://auth.test/base/oauth/introspect',
      end_session_endpoint: 'https://auth.test/base/oauth/end-session',
      service_documentation: 'https://auth.test/base/api/docs',
    });
  });

  it('names the ways to authenticate, of which introspection takes no public client’s', () => {
    expect(pick('auth_methods_supported')).toEqual({
      token_endpoint_auth_methods_supported: METHODS,
      revocation_endpoint_auth_methods_supported: METHODS,
      introspection_endpoint_auth_methods_supported: METHODS.slice(1),
    });
    for (const algorithms of Object.values(pick('auth_signing_alg')))
      expect((algorithms as string[]).toSorted()).toEqual(ASSERTIONS.toSorted());
    expect(Object.keys(pick('auth_signing_alg'))).toHaveLength(3);
  });

  it('lists what a request may have', () => {
    expect(made).toMatchObject({
      scopes_supported: ['openid', 'profile', 'email', 'offline_access', 'roles', 'account'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      acr_values_supported: ['aal1', 'aal2'],
      prompt_values_supported: expect.arrayContaining(['none', 'login', 'consent']),
      ui_locales_supported: expect.arrayContaining(['en', 'de', 'ja']),
    });
  });

  it('lists what tokens have', () => {
    expect(made).toMatchObject({
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'PS256'],
    });
    const every = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'sid'];
    const scoped = ['name', 'email', 'email_verified', 'roles', 'locale'];
    expect(made.claims_supported).toEqual(expect.arrayContaining([...every, ...scoped]));
  });

  it('says what it does, and what it does not', () => {
    const said = Object.entries(made).filter(([, value]) => typeof value === 'boolean');
    expect(Object.fromEntries(said)).toEqual({
      require_pushed_authorization_requests: false,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
  });
});
