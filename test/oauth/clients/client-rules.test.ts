import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUTH_METHODS, ID_TOKEN_ALGORITHMS } from '../../../src/oauth/clients/client.ts';
import { BLANK } from '../../../src/oauth/clients/client-columns.ts';
import { assertConsistent, type JudgedClient } from '../../../src/oauth/clients/client-rules.ts';
import { idTokenAlgorithmsOf } from '../../../src/oauth/clients/id-token-algorithms.ts';
import { AppError } from '../../../src/shared/errors.ts';

const JWKS = { keys: [{ kty: 'OKP' }] };
const client = (given: Partial<JudgedClient>): JudgedClient => ({
  ...BLANK,
  id: 'c-1',
  name: 'App',
  idTokenAlg: 'ES256',
  ...given,
});

/** The fields that are at fault. */
function faultsOf(
  given: Partial<JudgedClient>,
  idTokenAlgorithms = ID_TOKEN_ALGORITHMS.slice(),
  isDevelopment = false,
) {
  try {
    assertConsistent(client(given), { idTokenAlgorithms, isDevelopment });
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('validation_error');
    const faults = error.details.errors ?? [];
    for (const { field, code, message } of faults) {
      expect(error.message).toContain(`${field}: ${message}`);
      expect([code, message]).toEqual(['custom', expect.stringMatching(/./)]);
    }
    return faults.map(({ field }) => field);
  }
}

describe('the settings of a client', () => {
  it.each([
    [{}, []],
    [{ authMethod: 'none' }, []],
    [{ authMethod: 'none', requirePkce: false }, ['require_pkce']],
    [{ authMethod: 'client_secret_post', requirePkce: false }, []],
    [{ authMethod: 'private_key_jwt', jwks: JWKS }, []],
    [{ authMethod: 'private_key_jwt' }, ['jwks']],
    [{ authMethod: 'client_secret_basic', jwks: JWKS }, ['jwks']],
    [{ scopes: ['openid', 'account'] }, ['scope']],
    [{ scopes: ['openid', 'account'], firstParty: true }, []],
    [{ idTokenAlg: 'RS256' }, ['id_token_signed_response_alg'], ['ES256']],
  ] as const)('are judged together: %j', (given, fields, algorithms?: readonly ['ES256']) => {
    expect(faultsOf(given as never, algorithms === undefined ? undefined : ['ES256'])).toEqual(
      fields,
    );
  });

  it('never let a public client do without PKCE, nor a third party hold `account`', () => {
    const any = fc.record({
      authMethod: fc.constantFrom(...AUTH_METHODS),
      jwks: fc.constantFrom(null, JWKS),
      firstParty: fc.boolean(),
      requirePkce: fc.boolean(),
      scopes: fc.subarray(['openid', 'email', 'account'], { minLength: 1 }),
    });
    fc.assert(
      fc.property(any, (given) => {
        const isTaken = faultsOf(given).length === 0;
        const isSafe =
          (given.authMethod !== 'none' || given.requirePkce) &&
          (given.firstParty || !given.scopes.includes('account')) &&
          (given.authMethod === 'private_key_jwt') === (given.jwks !== null);
        expect(isTaken).toBe(isSafe);
      }),
    );
  });

  it('have an address to call that is public, in a development their own machine too', () => {
    const faultsAt = (backchannelLogoutUri: string, isDevelopment = false) =>
      faultsOf({ backchannelLogoutUri }, undefined, isDevelopment);
    expect(faultsAt('https://app.example.com/out')).toEqual([]);
    expect(faultsAt('https://10.0.0.1/out', true)).toEqual(['backchannel_logout_uri']);
    expect(faultsAt('http://localhost:3000/out')).toEqual(['backchannel_logout_uri']);
    expect(faultsAt('http://localhost:3000/out', true)).toEqual([]);
  });

  it('are refused with a text that names each field', () => {
    const given = client({ authMethod: 'none', requirePkce: false, scopes: ['account'] });
    const terms = { idTokenAlgorithms: ['ES256'] as const, isDevelopment: false };
    const text =
      'require_pkce: A public client needs PKCE; scope: Only first-party clients may hold account.';
    expect(() => assertConsistent(given, terms)).toThrow(text);
  });

  it('are refused with every fault at once', () => {
    const given = { authMethod: 'none', requirePkce: false, scopes: ['account'], jwks: JWKS };
    expect(faultsOf(given as never, [])).toEqual([
      'jwks',
      'require_pkce',
      'scope',
      'id_token_signed_response_alg',
    ]);
  });
});

describe('the algorithms of ID tokens', () => {
  it('are those of the keys, RS256 first, and never HS256', () => {
    const keys = ['HS256', 'EdDSA', 'ES256', 'RS256', 'ES256'].map((alg) => ({ alg }));
    expect(idTokenAlgorithmsOf({ keys })).toEqual(['RS256', 'ES256', 'EdDSA']);
    expect(idTokenAlgorithmsOf({ keys: [{ alg: 'HS256' }] })).toEqual([]);
  });
});
