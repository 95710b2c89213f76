import { base64url, CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import type { ShownProof } from '../../src/http/presented-token.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import { hashOf } from '../../src/tokens/dpop/judge-proof.ts';
import { createProofNonces, type ProofNonces } from '../../src/tokens/dpop/proof-nonces.ts';
import { proveKey, textOf } from '../../src/tokens/dpop/prove-key.ts';
import { readProof } from '../../src/tokens/dpop/read-proof.ts';

const NOW = Date.UTC(2030, 0, 1);
const URL_OF = 'https://auth.test/oauth/userinfo';
const TOKEN = 'an.access.token';
const REQUEST = { url: URL_OF, accessToken: TOKEN, now: NOW };
const CLAIMS = { jti: 'one', htm: 'GET', htu: URL_OF, iat: NOW / SECOND, ath: hashOf(TOKEN) };

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const jwk = await exportJWK(publicKey);
const jkt = await calculateJwkThumbprint(jwk);

type Made = { header?: object; payload?: string | Uint8Array; claims?: object };

function makeProof({ header = {}, claims = {}, payload }: Made = {}): Promise<string> {
  const bytes = payload ?? JSON.stringify({ ...CLAIMS, ...claims });
  return new CompactSign(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(privateKey, { crit: { b64: true } });
}

const read = (header: string | null, nonces: ProofNonces | null = null) =>
  readProof({ header, method: 'GET', path: '/oauth/userinfo' }, REQUEST, nonces);

/** Code and message of a refusal. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'passed';
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
const refused = (why: string) => expect.stringContaining(why);

describe('a proof', () => {
  it('is its key, a name by key and jti, and when it need not be remembered any more', async () => {
    const proof = await read(await makeProof());
    expect(proof).toEqual({
      jkt,
      digest: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: NOW + 65 * SECOND,
    });
    expect(await read(await makeProof())).toEqual(proof);
    const other = await read(await makeProof({ claims: { jti: 'two' } }));
    expect(other.digest).not.toBe(proof.digest);
  });

  it.each<[string, () => Promise<string | null>, string]>([
    ['is missing', async () => null, 'the DPoP header is missing'],
    ['is too long', async () => `${await makeProof()}${'x'.repeat(4096)}`, 'is too long'],
    ['is no JWS', async () => 'proof', 'form, algorithm, key or signature'],
    ['is signed by another key', async () => spoil(await makeProof()), 'form, algorithm, key'],
    ['has another typ', () => makeProof({ header: { typ: 'JWT' } }), 'typ is not dpop+jwt'],
    ['is no JSON', () => makeProof({ payload: '{' }), 'the claims are not JSON'],
    ['is no UTF-8', () => makeProof({ payload: badText() }), 'the claims are not JSON'],
    ['begins with a mark', () => makeProof({ payload: '\ufeff{}' }), 'the claims are not JSON'],
    ['is of another method', () => makeProof({ claims: { htm: 'PUT' } }), 'htm is not'],
    ['is of another address', () => makeProof({ claims: { htu: 'https://x.test' } }), 'htu is not'],
    ['is of another token', () => makeProof({ claims: { ath: hashOf('x') } }), 'ath is not'],
  ])('is refused if it %s', async (_, make, why) => {
    const refusal = await refusalOf(read(await make()));
    expect(refusal).toMatch(/^invalid_dpop_proof: /);
    expect(refusal).toEqual(refused(why));
  });

  it('of 4096 characters is read, and of one more is not', async () => {
    expect((await read(await proofOf(4096))).jkt).toBe(jkt);
    expect(await refusalOf(read(await proofOf(4097)))).toEqual(refused('the proof is too long'));
  });

  it('with an extension is refused, even one that the library knows', async () => {
    const proof = await makeProof({ header: { b64: true, crit: ['b64'] } });
    expect(await refusalOf(read(proof))).toEqual(refused('the header has what is not known'));
  });

  /**
   * A proof of so many characters. Base64 has no text of every length, so the header has a rest.
   */
  async function proofOf(characters: number): Promise<string> {
    for (const kid of ['', 'x', 'xx', 'xxx']) {
      const { length } = await makeProof({ header: { kid }, claims: { more: '' } });
      const most = Math.floor(((characters - length) * 3) / 4);
      for (const count of [most - 1, most, most + 1]) {
        const claims = { more: 'x'.repeat(count) };
        const proof = await makeProof({ header: { kid }, claims });
        if (proof.length === characters) return proof;
      }
    }
    throw new Error(`no proof has ${characters} characters`);
  }
  const badText = () => new Uint8Array([0x22, 0xff, 0x22]);
  const spoil = (proof: string) => {
    const [header, payload] = proof.split('.');
    return `${header}.${payload}.${base64url.encode(new Uint8Array(64).fill(1))}`;
  };
});

describe('the nonce of a proof', () => {
  const SLOT = 5 * MINUTE;
  const START = 1000 * SLOT;
  const [KEY, FORMER] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const at = (now: number, keys: [Uint8Array, ...Uint8Array[]] = [KEY]) =>
    createProofNonces(keys, () => now);

  it('is given out for five minutes, and taken for five more', () => {
    const nonce = at(START).current();
    expect(nonce).toMatch(/^[\w-]{43}$/);
    expect(at(START + SLOT - 1).current()).toBe(nonce);
    expect(at(START + SLOT).current()).not.toBe(nonce);
    for (const [later, taken] of [
      [0, true],
      [SLOT, true],
      [2 * SLOT - 1, true],
      [2 * SLOT, false],
      [-1, false],
    ] as const)
      expect([later, at(START + later).accepts(nonce)]).toEqual([later, taken]);
  });

  it('is also taken if a former key made it, and if it is nothing else', () => {
    const nonce = at(START, [FORMER]).current();
    expect(at(START, [KEY, FORMER]).accepts(nonce)).toBe(true);
    expect(at(START, [KEY]).accepts(nonce)).toBe(false);
    for (const other of [undefined, null, 7, '', [nonce], 'x'])
      expect(at(START, [FORMER]).accepts(other)).toBe(false);
  });

  it('is asked for where it is wanted, and told', async () => {
    const nonces = at(NOW);
    const good = await makeProof({ claims: { nonce: nonces.current() } });
    expect((await read(good, nonces)).jkt).toBe(jkt);
    expect((await read(good, null)).jkt).toBe(jkt);
    try {
      await read(await makeProof({ claims: { nonce: 'old' } }), nonces);
      expect.unreachable();
    } catch (error) {
      const { code, details } = error as AppError;
      expect([code, details.headers]).toEqual([
        'use_dpop_nonce',
        { 'DPoP-Nonce': nonces.current() },
      ]);
    }
  });
});

describe('the key of a token', () => {
  const shown = { header: 'the proof', method: 'GET', path: '/x' };
  const proof = { jkt: 'thumbprint', digest: 'digest', expiresAt: NOW };
  const prove = (cnf: { jkt: string } | undefined, presented: Parameters<typeof proveKey>[2]) => {
    const readProof = async (given: ShownProof, token: string | null) => {
      expect([given, token]).toEqual([shown, TOKEN]);
      return proof;
    };
    return proveKey({ readProof }, { cnf }, presented);
  };
  const proved = { token: TOKEN, shown };

  it('is proved if the token is bound to it, and only then', async () => {
    expect(await prove({ jkt: 'thumbprint' }, proved)).toEqual({ proof });
    expect(await prove(undefined, TOKEN)).toEqual({});
    expect([textOf(TOKEN), textOf(proved)]).toEqual([TOKEN, TOKEN]);
  });

  it('is refused otherwise', async () => {
    const of = (...given: Parameters<typeof prove>) => refusalOf(prove(...given));
    expect(await of({ jkt: 'other' }, proved)).toEqual(refused('The proof is of another key'));
    expect(await of(undefined, proved)).toEqual(refused('This token is bound to no key'));
    expect(await of({ jkt: 'thumbprint' }, TOKEN)).toEqual(refused('is bound to a key'));
  });

  it('is asked for by a challenge where the token came without', async () => {
    const refusal = await prove({ jkt: 'x' }, TOKEN).catch((error: unknown) => error);
    const challenge = (refusal as AppError).details.headers?.['WWW-Authenticate'];
    expect(challenge).toMatch(/^Bearer error="invalid_token", DPoP algs="ES256 /);
  });
});
