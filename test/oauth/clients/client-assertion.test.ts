import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientOfAssertion, judgeAssertion } from '../../../src/oauth/clients/client-assertion.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const READER = { issuer: 'https://id.example', tokenEndpoint: 'https://id.example/oauth/token' };
const CLAIMS = { iss: 'c-1', sub: 'c-1', aud: READER.issuer, jti: 'a-jti', exp: NOW / SECOND + 60 };
const FORGED = { kind: 'forged' };

type Key = { full: JWK; shown: JWK };
const keys = {} as Record<'mine' | 'other' | 'edwards' | 'rsa', Key>;

async function makeKey(alg: string, options: object = {}): Promise<Key> {
  const pair = await generateKeyPair(alg, { extractable: true, ...options });
  return { full: await exportJWK(pair.privateKey), shown: await exportJWK(pair.publicKey) };
}

beforeAll(async () => {
  keys.mine = await makeKey('ES256');
  keys.other = await makeKey('ES256');
  keys.edwards = await makeKey('EdDSA');
  keys.rsa = await makeKey('PS256');
});

type Made = { claims?: object; header?: object; alg?: string; key?: Key; payload?: string };

async function sign({ claims = {}, header = {}, alg = 'ES256', key = keys.mine, payload }: Made) {
  const text = payload ?? JSON.stringify({ ...CLAIMS, ...claims });
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg, ...header })
    .sign(await importJWK(key.full, alg));
}

type Registered = { shown?: JWK[]; jwks?: null; lenientAudience?: boolean };

async function judge(made: Made = {}, { shown, jwks, lenientAudience = false }: Registered = {}) {
  const registered = jwks === null ? null : { keys: shown ?? [keys.mine.shown] };
  const client = { id: 'c-1', jwks: registered, lenientAudience };
  return judgeAssertion(READER, { assertion: await sign(made), client, now: NOW });
}

describe('the client that an assertion names', () => {
  it('is its subject, whoever has signed it', async () => {
    expect(clientOfAssertion(await sign({ claims: { sub: 'c-9' } }))).toBe('c-9');
  });

  it.each([7, null, ['c-1'], { length: 3 }, undefined])('is not %j', async (sub) => {
    expect(clientOfAssertion(await sign({ claims: { sub } }))).toBeNull();
  });

  it.each(['', 'x', 'a.b.c'])('is in no other text: %j', (text) => {
    expect(clientOfAssertion(text)).toBeNull();
  });
});

describe('an assertion', () => {
  it('is good, and known for 5 seconds longer than it lives, never for less', async () => {
    expect(await judge()).toEqual({ kind: 'good', jti: 'a-jti', expiresAt: NOW + 65 * SECOND });
    const split = { exp: NOW / SECOND + 60.0002 };
    expect(await judge({ claims: split })).toMatchObject({ expiresAt: NOW + 65 * SECOND + 1 });
  });

  it.each([
    ...['iss', 'sub', 'aud', 'exp', 'jti'].map((name) => ({ [name]: undefined })),
    { jti: '' },
    { jti: 'j'.repeat(256) },
    { exp: String(CLAIMS.exp) },
    { iat: 'now' },
    { nbf: 'now' },
  ])('says what is required, and not %j', async (claims) => {
    const why = 'iss, sub, aud, exp and jti are required';
    expect(await judge({ claims })).toEqual({ kind: 'refused', why });
  });

  it.each([{ iss: 'c-2' }, { sub: 'c-2' }])('is about no other client: %j', async (claims) => {
    const why = 'iss and sub must be the client_id';
    expect(await judge({ claims })).toEqual({ kind: 'refused', why });
  });

  const { issuer, tokenEndpoint } = READER;
  it.each([
    [issuer, true, true],
    [[issuer], false, true],
    [tokenEndpoint, false, true],
    [[tokenEndpoint], false, true],
    [['https://other.example', issuer], false, true],
    [['https://other.example', tokenEndpoint], false, true],
    ['https://other.example', false, false],
    [['https://other.example'], false, false],
    [[], false, false],
  ])('for %j is for us: %j; in a lenient reading: %j', async (aud, strictly, leniently) => {
    const refused = { kind: 'refused', why: 'aud must be the issuer as one string' };
    for (const [lenientAudience, isForUs] of [[false, strictly] as const, [true, leniently]]) {
      const judged = await judge({ claims: { aud } }, { lenientAudience });
      expect(judged).toMatchObject(isForUs ? { kind: 'good' } : refused);
    }
  });

  it.each([
    ['exp', 0, 'is expired'],
    ['exp', 1, null],
    ['exp', 310 * SECOND, null],
    ['exp', 310 * SECOND + 1, 'exp is more than 5 minutes ahead'],
    ['iat', 60 * SECOND, null],
    ['iat', 60 * SECOND + 1, 'is not valid yet'],
    ['nbf', 60 * SECOND, null],
    ['nbf', 60 * SECOND + 1, 'is not valid yet'],
  ])('whose %s is %i ms ahead: %j', async (name, ahead, why) => {
    const judged = await judge({ claims: { [name]: (NOW + ahead) / SECOND } });
    expect(judged).toMatchObject(why === null ? { kind: 'good' } : { kind: 'refused', why });
  });
});

describe('the header of an assertion', () => {
  it.each(['JWT', 'jwt', 'client-authentication+jwt', 'Client-Authentication+JWT'])(
    'may say that it is a %s',
    async (typ) => {
      expect(await judge({ header: { typ } })).toMatchObject({ kind: 'good' });
    },
  );

  it.each([{ typ: 'at+jwt' }, { typ: '' }, { crit: ['b64'], b64: true }])(
    'may not be %j',
    async (header) => {
      expect(await judge({ header })).toEqual(FORGED);
    },
  );

  it('brings no key of its own', async () => {
    const { shown: jwk } = keys.other;
    expect(await judge({ key: keys.other, header: { jwk } })).toEqual(FORGED);
  });

  it.each([
    ['a', ['a'], true],
    ['a', ['b', 'a'], true],
    ['b', ['a'], false],
    ['a', [undefined], true],
    [undefined, ['a'], true],
  ])('that names the key %j chooses among %j: %j', async (kid, kids, isFound) => {
    const shown = kids.map((one) => ({ ...keys.mine.shown, ...(one && { kid: one }) }));
    const judged = await judge({ header: kid === undefined ? {} : { kid } }, { shown });
    expect(judged).toMatchObject(isFound ? { kind: 'good' } : FORGED);
  });
});

describe('the signature of an assertion', () => {
  it('is of one of the keys, whichever', async () => {
    const broken = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' };
    const shown = [broken, keys.edwards.shown, keys.other.shown, keys.mine.shown];
    expect(await judge({}, { shown })).toMatchObject({ kind: 'good' });
    expect(await judge({}, { shown: shown.slice(0, -1) })).toEqual(FORGED);
    expect(await judge({}, { shown: [] })).toEqual(FORGED);
    expect(await judge({}, { jwks: null })).toEqual(FORGED);
  });

  it.each(['null', 'no JSON'])('vouches for nothing in %j', async (payload) => {
    expect(await judge({ payload })).toEqual(FORGED);
  });

  it.each([
    ['edwards', 'EdDSA', {}, true],
    ['edwards', 'Ed25519', {}, true],
    ['rsa', 'PS256', {}, true],
    ['rsa', 'RS256', {}, false],
    ['rsa', 'RS256', { alg: 'RS256' }, true],
    ['rsa', 'PS256', { alg: 'RS256' }, false],
    ['rsa', 'PS384', {}, false],
  ] as const)('of the key %s by %s, with %j: %j', async (name, alg, said, isGood) => {
    const key = keys[name];
    const judged = await judge({ key, alg }, { shown: [{ ...key.shown, ...said }] });
    expect(judged).toMatchObject(isGood ? { kind: 'good' } : FORGED);
  });
});
