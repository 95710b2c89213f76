import { describe, expect, it } from 'vitest';
import { clientChanges, newClient } from '../../../src/oauth/clients/client-schemas.ts';

const NEW = { client_name: 'App', redirect_uris: ['https://app.example.com/callback'] };
const PAGE = 'https://app.example.com/';
const P256 = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) };
const ED25519 = { kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43) };
const RSA = { kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB' };

/** What is taken of one field; what is wrong with it, with the place in it. */
function read(field: string, value: unknown): unknown {
  const result = clientChanges.safeParse({ [field]: value });
  if (result.success) return { taken: Reflect.get(result.data, field) };
  return result.error.issues.map(({ path, message }) => [path.slice(1).join('.'), message]);
}
const taken = (value: unknown) => ({ taken: value });
const refused = (place = '', message: unknown = expect.any(String)) => [[place, message]];

describe('a client to register', () => {
  it('needs a name and an address, and nothing else', () => {
    expect(newClient.parse(NEW)).toEqual(NEW);
    for (const field of Object.keys(NEW))
      expect(newClient.safeParse({ ...NEW, [field]: undefined }).success).toBe(false);
  });
});

describe('the URIs of a client', () => {
  it.each(['redirect_uris', 'post_logout_redirect_uris'])('are a list of %s', (field) => {
    expect(read(field, [PAGE, `${PAGE}b`])).toEqual(taken([PAGE, `${PAGE}b`]));
    expect(read(field, [PAGE, 'javascript:alert(1)'])).toEqual(refused('1'));
    expect(read(field, [PAGE, `${PAGE}b`, PAGE])).toEqual(refused('', 'has a URI twice'));
    const many = Array.from({ length: 21 }, (_, n) => `${PAGE}${n}`);
    expect(read(field, many.slice(1))).toEqual(taken(many.slice(1)));
    expect(read(field, many)).toEqual(refused());
  });

  it('are at least one to redirect to', () => {
    expect(read('redirect_uris', [])).toEqual(refused());
    expect(read('post_logout_redirect_uris', [])).toEqual(taken([]));
  });

  it.each(['code', 'state', 'iss', 'error', 'error_description'])(
    'have no %s that an answer adds',
    (name) => {
      const uri = `${PAGE}?${name}=x`;
      const fault = refused('0', `has ${name} in its query, which answers add`);
      expect(read('redirect_uris', [uri])).toEqual(fault);
      const isAdded = name === 'state';
      expect(read('post_logout_redirect_uris', [uri])).toEqual(isAdded ? fault : taken([uri]));
      expect(read('backchannel_logout_uri', uri)).toEqual(taken(uri));
    },
  );

  it('of a sign-out may be taken away by an empty one', () => {
    expect(read('backchannel_logout_uri', '')).toEqual(taken(null));
    expect(read('backchannel_logout_uri', PAGE)).toEqual(taken(PAGE));
    expect(read('backchannel_logout_uri', `${PAGE}#x`)).toEqual(refused());
  });
});

describe('the keys of a client', () => {
  const kid = 'a-key';
  it.each([
    { ...P256, kid, alg: 'ES256', use: 'sig', key_ops: ['verify'], ext: true },
    { ...ED25519, alg: 'EdDSA' },
    { ...ED25519, alg: 'Ed25519' },
    { ...RSA, alg: 'RS256' },
    { ...RSA, n: 'n'.repeat(1366), alg: 'PS256' },
  ])('may be %j', (key) => {
    expect(read('jwks', { keys: [key] })).toEqual(taken({ keys: [key] }));
  });

  it.each([
    { ...P256, d: 'd'.repeat(43) },
    { ...ED25519, d: 'd'.repeat(43) },
    { ...RSA, d: 'd'.repeat(342) },
    { ...P256, crv: 'P-384' },
    { ...P256, x: 'x'.repeat(42) },
    { ...P256, y: `${'y'.repeat(42)}+` },
    { ...P256, alg: 'ES384' },
    { ...P256, use: 'enc' },
    { ...P256, key_ops: ['verify', 'verify'] },
    { ...P256, key_ops: ['sign'] },
    { ...P256, kid: '' },
    { ...P256, kid: 'a key' },
    { ...P256, kid: 'k'.repeat(256) },
    { ...ED25519, crv: 'Ed448' },
    { ...RSA, n: 'n'.repeat(341) },
    { ...RSA, n: 'n'.repeat(1367) },
    { ...RSA, e: 'e'.repeat(12) },
    { ...RSA, alg: 'RS512' },
    { kty: 'oct', k: 'k'.repeat(43) },
  ])('may not be %j', (key) => {
    expect(read('jwks', { keys: [key] })).not.toHaveProperty('taken');
  });

  it('are up to five, each of a name of its own if it has one', () => {
    const keys = (...kids: (string | undefined)[]) => ({
      keys: kids.map((one) => ({ ...P256, ...(one && { kid: one }) })),
    });
    expect(read('jwks', keys('a', 'a'))).toEqual(refused('keys', 'has a `kid` twice'));
    expect(read('jwks', keys('a', 'b', undefined, undefined, 'c'))).toHaveProperty('taken');
    expect(read('jwks', keys('a', 'b', 'c', 'd', 'e', 'f'))).toEqual(refused('keys'));
    expect(read('jwks', keys())).toEqual(refused('keys'));
  });
});

describe('the scopes of a client', () => {
  it.each([
    ['openid', ['openid']],
    ['  email  openid ', ['openid', 'email']],
    ['account roles offline_access email profile openid email', 'all'],
  ])('in %j are each once, in our order', (text, scopes) => {
    const all = ['openid', 'profile', 'email', 'offline_access', 'roles', 'account'];
    expect(read('scope', text)).toEqual(taken(scopes === 'all' ? all : scopes));
  });

  it.each(['', ' ', 'openid address', 'Openid', `openid${' '.repeat(250)}`])(
    'may not be %j',
    (text) => {
      expect(read('scope', text)).not.toHaveProperty('taken');
    },
  );
});

describe('how long tokens of a client live', () => {
  it.each([
    ['access_token_ttl', 60, 3600],
    ['refresh_token_ttl', 3600, 7_776_000],
  ])('%s is stored in milliseconds', (field, least, most) => {
    expect(read(field, 0)).toEqual(taken(null));
    for (const value of [least, most]) expect(read(field, value)).toEqual(taken(value * 1000));
    for (const value of [least - 1, most + 1, least + 0.5, -1, String(least)])
      expect(read(field, value)).not.toHaveProperty('taken');
  });
});
