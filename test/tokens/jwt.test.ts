import { base64url, decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ALGORITHMS, makeKey } from '../../src/cli/make-key.ts';
import { SECOND } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createJwt, type JwtDeps } from '../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../src/tokens/secret-keys.ts';
import { importSigningKeys, type JwkSet, jwkSetSchema } from '../../src/tokens/signing-keys.ts';
import type { TokenType } from '../../src/tokens/token-keys.ts';

type Claims = Record<string, unknown>;

const NOW = Date.UTC(2030, 0, 1);
const SECONDS = NOW / SECOND;
const claims = z.object({ sub: z.string(), iat: z.number(), exp: z.number() });
const ours = { sub: 'ada', iat: SECONDS, exp: SECONDS + 60 };

const keySet = async (...algs: (typeof ALGORITHMS)[number][]): Promise<JwkSet> =>
  jwkSetSchema.parse({ keys: await Promise.all(algs.map(makeKey)) });
const jwtOf = (keys: JwkSet, overrides: Partial<JwtDeps> = {}) =>
  createJwt({
    keys,
    secretKeys: deriveSecretKeys(['present']),
    issuer: 'https://auth.test',
    audience: 'https://api.test',
    clientId: 'latchkey',
    clock: () => NOW,
    ...overrides,
  });

/** The result of a verification: the subject, or the error code. */
async function judge(keys: JwkSet, token: string, now = NOW): Promise<string> {
  try {
    return (await jwtOf(keys, { clock: () => now }).verify('at+jwt', token, claims)).sub;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** A token with a valid signature and any claims. */
async function forge(
  keys: JwkSet,
  payload: Claims,
  header: Record<string, unknown> = {},
): Promise<string> {
  const { signer } = await importSigningKeys(keys);
  return new SignJWT({ ...ours, iss: 'https://auth.test', aud: 'https://api.test', ...payload })
    .setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'at+jwt', ...header })
    .sign(signer.privateKey);
}

const part = (value: unknown) => base64url.encode(JSON.stringify(value));

describe('tokens', () => {
  it.each(ALGORITHMS)(
    'signed with %s are verified, with their issuer and audience',
    async (alg) => {
      const keys = await keySet(alg);
      const token = await jwtOf(keys).sign('at+jwt', ours);
      expect(await judge(keys, token)).toBe('ada');
      expect(
        JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[0] ?? ''))),
      ).toEqual({
        alg,
        kid: keys.keys[0]?.kid,
        typ: 'at+jwt',
      });
      expect(await jwtOf(keys).verify('at+jwt', token, z.looseObject({}))).toMatchObject({
        iss: 'https://auth.test',
        aud: 'https://api.test',
      });
    },
  );

  it.each<[string, Claims, Record<string, unknown>, string]>([
    ['nothing is wrong', {}, {}, 'ada'],
    ['it is for another audience', { aud: 'https://other.test' }, {}, 'token_invalid'],
    ['it is from another issuer', { iss: 'https://other.test' }, {}, 'token_invalid'],
    ['it is a refresh token', {}, { typ: 'rt+jwt' }, 'token_invalid'],
    ['it has no type', {}, { typ: undefined }, 'token_invalid'],
    ['its key is unknown', {}, { kid: 'foreign' }, 'token_invalid'],
    ['it names no key', {}, { kid: undefined }, 'token_invalid'],
    ['it has expired this second', { exp: SECONDS }, {}, 'token_expired'],
    ['it expires in one second', { exp: SECONDS + 1 }, {}, 'ada'],
    ['it never expires', { exp: undefined }, {}, 'token_invalid'],
    [
      'it has expired and is for another audience',
      { exp: SECONDS - 1, aud: 'x' },
      {},
      'token_invalid',
    ],
    ['it was issued slightly in the future', { iat: SECONDS + 5 }, {}, 'ada'],
    ['it was issued in the future', { iat: SECONDS + 6 }, {}, 'token_invalid'],
    ['it is not valid yet', { nbf: SECONDS + 1 }, {}, 'token_invalid'],
    ['it lacks a claim', { sub: undefined }, {}, 'token_invalid'],
  ])('when %s: %o %o is %s', async (_, payload, header, verdict) => {
    const keys = await keySet('ES256');
    expect(await judge(keys, await forge(keys, payload, header))).toBe(verdict);
  });

  it('are rejected unsigned, whatever their algorithm header says', async () => {
    const keys = await keySet('ES256');
    const kid = keys.keys[0]?.kid;
    const payload = part({ ...ours, iss: 'https://auth.test', aud: 'https://api.test' });
    for (const alg of ['none', 'None', 'ES256', 'HS256', ''])
      for (const signature of ['', 'AAAA'])
        expect(
          await judge(keys, `${part({ alg, kid, typ: 'at+jwt' })}.${payload}.${signature}`),
        ).toBe('token_invalid');
  });

  it('are rejected when a public key was used as a shared secret', async () => {
    const keys = await keySet('ES256');
    const { signer } = await importSigningKeys(keys);
    const { x = '', y = '' } = signer.publicJwk ?? {};
    const point = new Uint8Array([4, ...base64url.decode(x), ...base64url.decode(y)]);
    const spki = new Uint8Array([
      ...Uint8Array.fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
      ...point,
    ]);
    const pem = `-----BEGIN PUBLIC KEY-----\n${(spki.toBase64().match(/.{1,64}/g) ?? []).join('\n')}\n-----END PUBLIC KEY-----\n`;
    for (const bytes of [
      point,
      spki,
      new TextEncoder().encode(pem),
      new TextEncoder().encode(JSON.stringify(signer.publicJwk)),
    ]) {
      const token = await new SignJWT({
        ...ours,
        iss: 'https://auth.test',
        aud: 'https://api.test',
      })
        .setProtectedHeader({ alg: 'HS256', kid: signer.kid, typ: 'at+jwt' })
        .sign(bytes);
      expect(await judge(keys, token)).toBe('token_invalid');
    }
  });

  it('are rejected when their key was used with another algorithm', async () => {
    const keys = await keySet('HS256');
    for (const alg of ['HS384', 'HS512'])
      expect(await judge(keys, await forge(keys, {}, { alg }))).toBe('token_invalid');
    expect(await judge(keys, await forge(keys, {}))).toBe('ada');
  });

  it('are rejected when one key signed under another key’s id', async () => {
    const keys = await keySet('ES256', 'HS256', 'ES256');
    const [first, shared, last] = keys.keys;
    for (const [signer, named] of [
      [shared, first],
      [last, first],
      [first, shared],
    ]) {
      const key = await importJWK(signer ?? {}, signer?.alg);
      const token = await new SignJWT({
        ...ours,
        iss: 'https://auth.test',
        aud: 'https://api.test',
      })
        .setProtectedHeader({ alg: signer?.alg ?? '', kid: named?.kid ?? '', typ: 'at+jwt' })
        .sign(key);
      expect(await judge(keys, token)).toBe('token_invalid');
    }
  });

  it('are rejected after a change of one character, and when malformed', async () => {
    const keys = await keySet('EdDSA');
    const token = await jwtOf(keys).sign('at+jwt', ours);
    for (const at of [10, token.indexOf('.') + 10, token.lastIndexOf('.') + 10]) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(await judge(keys, changed)).toBe('token_invalid');
    }
    for (const garbage of [
      '',
      '.',
      '..',
      'a.b.c',
      `${token}.x`,
      token.slice(0, -10),
      'not a token',
      part({}),
      `${part({ kid: 5 })}..`,
      'é.é.é',
    ])
      expect(await judge(keys, garbage)).toBe('token_invalid');
  });

  it('are rejected in another spelling of the same signature', async () => {
    const keys = await keySet('ES256');
    const token = await jwtOf(keys).sign('at+jwt', ours);
    expect(await judge(keys, token)).toBe('ada');
    // The last of 86 characters has four bits that stand for nothing.
    const spare = { A: 'B', Q: 'R', g: 'h', w: 'x' }[token.at(-1) ?? ''];
    for (const spelt of [`${token.slice(0, -1)}${spare}`, `${token}=`, `${token}==`, `${token} `])
      expect(await judge(keys, spelt), spelt.slice(-4)).toBe('token_invalid');
  });

  it('are rejected with an extension, even one that the library knows', async () => {
    const keys = await keySet('ES256');
    const token = await forge(keys, {}, { b64: true, crit: ['b64'] });
    expect(await judge(keys, token)).toBe('token_invalid');
  });

  it('are still verified after a new key is added in front, and no longer once their key is removed', async () => {
    const old = await keySet('ES256');
    const token = await jwtOf(old).sign('at+jwt', ours);
    const [fresh] = (await keySet('EdDSA')).keys;
    if (fresh === undefined) throw new Error('no key');
    const both: JwkSet = { keys: [fresh, ...old.keys] };
    expect(await judge(both, token)).toBe('ada');
    const next = await jwtOf(both).sign('at+jwt', ours);
    expect(await judge({ keys: [fresh] }, next)).toBe('ada');
    expect(await judge({ keys: [fresh] }, token)).toBe('token_invalid');
    expect(await judge(old, next)).toBe('token_invalid');
  });

  it('say whether a published key signed them, by name alone', async () => {
    const keys = await keySet('ES256', 'RS256');
    const jwt = jwtOf(keys);
    expect(jwt.namesPublishedKey(await forge(keys, {}))).toBe(true);
    expect(jwt.namesPublishedKey(await forge(keys, {}, { kid: keys.keys[1]?.kid }))).toBe(true);
    expect(jwt.namesPublishedKey(await forge(keys, {}, { kid: 'another' }))).toBe(false);
    for (const text of ['', 'a.b.c', 'no token']) expect(jwt.namesPublishedKey(text)).toBe(false);
  });

  it('are judged by the injected clock', async () => {
    const keys = await keySet('HS256');
    const token = await jwtOf(keys).sign('at+jwt', ours);
    expect(await judge(keys, token, NOW + 59_999)).toBe('ada');
    expect(await judge(keys, token, NOW + 60_000)).toBe('token_expired');
    expect(await judge(keys, token, NOW - 6000)).toBe('token_invalid');
  });
});

/** Whether a token is accepted as the given type. */
async function passes(jwt: ReturnType<typeof createJwt>, type: TokenType, token: string) {
  return jwt.verify(type, token, claims).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'token_invalid') return false;
      throw error;
    },
  );
}

describe('internal tokens', () => {
  const TYPES = ['at+jwt', 'rt+jwt', 'mfa+jwt', 'grt+jwt'] as const;
  const SECRET_TYPES = ['rt+jwt', 'mfa+jwt', 'grt+jwt'] as const;

  it('have their own key and audience for each kind, and no published key', async () => {
    const keys = await keySet('ES256');
    const headers = await Promise.all(
      SECRET_TYPES.map(async (type) => {
        const token = await jwtOf(keys).sign(type, ours);
        return { ...decodeProtectedHeader(token), aud: decodeJwt(token).aud };
      }),
    );
    for (const [index, typ] of SECRET_TYPES.entries())
      expect(headers[index]).toEqual({
        alg: 'HS256',
        typ,
        kid: expect.stringMatching(/^[\w-]{16}$/),
        aud: expect.stringMatching(/^urn:latchkey:/),
      });
    expect(new Set(headers.map(({ kid }) => kid)).size).toBe(3);
    expect(new Set(headers.map(({ aud }) => aud)).size).toBe(3);
  });

  it('are never accepted as another kind', async () => {
    const jwt = jwtOf(await keySet('ES256'));
    for (const made of TYPES) {
      const token = await jwt.sign(made, ours);
      for (const asked of TYPES)
        expect([made, asked, await passes(jwt, asked, token)]).toEqual([
          made,
          asked,
          made === asked,
        ]);
    }
  });

  it('are not accepted as another kind even when signed with their own key', async () => {
    const keys = await keySet('ES256');
    const secretKeys = deriveSecretKeys(['present']);
    const jwt = jwtOf(keys);
    const audiences = await Promise.all(
      TYPES.map(async (type) => String(decodeJwt(await jwt.sign(type, ours)).aud)),
    );
    for (const keyOf of SECRET_TYPES)
      for (const typ of TYPES)
        for (const aud of audiences)
          for (const kid of [secretKeys[keyOf][0].kid, keys.keys[0]?.kid ?? '']) {
            const token = await new SignJWT({ ...ours, iss: 'https://auth.test', aud })
              .setProtectedHeader({ alg: 'HS256', typ, kid })
              .sign(secretKeys[keyOf][0].bytes);
            const own = typ === keyOf && kid === secretKeys[keyOf][0].kid;
            const right = own && aud === audiences[TYPES.indexOf(typ)];
            expect([keyOf, typ, aud, await passes(jwt, typ, token)]).toEqual([
              keyOf,
              typ,
              aud,
              right,
            ]);
          }
  });

  it('accept HS256 only', async () => {
    const jwt = jwtOf(await keySet('ES256'));
    const [{ kid, bytes }] = deriveSecretKeys(['present'])['rt+jwt'];
    const { aud } = decodeJwt(await jwt.sign('rt+jwt', ours));
    for (const [alg, right] of [
      ['HS256', true],
      ['HS384', false],
      ['HS512', false],
    ] as const) {
      const token = await new SignJWT({ ...ours, iss: 'https://auth.test', aud: String(aud) })
        .setProtectedHeader({ alg, kid, typ: 'rt+jwt' })
        .sign(new Uint8Array([...bytes, ...(alg === 'HS256' ? [] : new Uint8Array(32))]));
      expect(await passes(jwt, 'rt+jwt', token)).toBe(right);
    }
  });

  it('are read with a former secret and signed with the current one', async () => {
    const keys = await keySet('ES256');
    const before = jwtOf(keys);
    const after = jwtOf(keys, { secretKeys: deriveSecretKeys(['next', 'present', 'older']) });
    const without = jwtOf(keys, { secretKeys: deriveSecretKeys(['next']) });
    for (const type of SECRET_TYPES) {
      const old = await before.sign(type, ours);
      const fresh = await after.sign(type, ours);
      expect(await passes(after, type, old)).toBe(true);
      expect(await passes(without, type, fresh)).toBe(true);
      expect(await passes(before, type, fresh)).toBe(false);
      expect(await passes(without, type, old)).toBe(false);
    }
  });

  it.each(ALGORITHMS)(
    'are accepted as refresh tokens when legacy %s keys signed them',
    async (alg) => {
      const keys = await keySet(alg);
      const jwt = jwtOf(keys);
      expect(await passes(jwt, 'rt+jwt', await forge(keys, {}, { typ: 'rt+jwt' }))).toBe(true);
      for (const typ of ['mfa+jwt', 'grt+jwt'] as const)
        expect(await passes(jwt, typ, await forge(keys, {}, { typ }))).toBe(false);
      const others = jwtOf(await keySet(alg));
      expect(await passes(others, 'rt+jwt', await forge(keys, {}, { typ: 'rt+jwt' }))).toBe(false);
    },
  );
});
