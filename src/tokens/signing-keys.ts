import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import * as z from 'zod';

export const SIGNING_ALGORITHMS = ['ES256', 'EdDSA', 'RS256', 'HS256'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** The algorithms whose keys are published, and so can sign ID tokens. */
export type IdTokenAlg = Exclude<SigningAlgorithm, 'HS256'>;

/** A key that signs and verifies. */
export type SigningKey = {
  kid: string;
  alg: SigningAlgorithm;
  privateKey: CryptoKey | Uint8Array;
  publicKey: CryptoKey | Uint8Array;
  /** The publishable part; null for a shared secret. */
  publicJwk: JWK | null;
  /** Names the key by its contents (RFC 7638). Secret for a shared secret. */
  thumbprint: string;
};

/** The service's keys: `signer` signs access tokens, all of `byId` verify. */
export type SigningKeys = {
  signer: SigningKey;
  /** In the order of the set. */
  byId: ReadonlyMap<string, SigningKey>;
};

const base = { kid: z.string().min(1) };
/** 32 bytes in base64url: a coordinate or private value of P-256 or Ed25519. */
const bytes32 = z.string().regex(/^[\w-]{43}$/, 'is not 32 bytes in base64url');
const bytes = z.string().regex(/^[\w-]+$/, 'is not base64url');
const keySchema = z.discriminatedUnion('kty', [
  z.object({
    ...base,
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: bytes32,
    y: bytes32,
    d: bytes32,
    alg: z.literal('ES256').default('ES256'),
  }),
  z.object({
    ...base,
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: bytes32,
    d: bytes32,
    alg: z.literal('EdDSA').default('EdDSA'),
  }),
  // RFC 7518 §3.3: an RS256 key has 2,048 bits or more.
  z.object({
    ...base,
    kty: z.literal('RSA'),
    n: z.string().regex(/^[\w-]{342,1366}$/, 'an RSA key needs 2048 bits or more'),
    e: bytes,
    d: bytes,
    p: bytes,
    q: bytes,
    dp: bytes,
    dq: bytes,
    qi: bytes,
    alg: z.literal('RS256').default('RS256'),
  }),
  // RFC 7518 §3.2: an HS256 key has at least as many bits as the hash.
  z.object({
    ...base,
    kty: z.literal('oct'),
    k: z.string().regex(/^[\w-]{43,}$/, 'an oct key needs at least 256 bits in base64url'),
    alg: z.literal('HS256').default('HS256'),
  }),
]);
type KeyJwk = z.infer<typeof keySchema>;

/** A JWK Set (RFC 7517 §5) of private keys, at least one, no `kid` twice. */
export const jwkSetSchema = z
  .object({ keys: z.array(keySchema).min(1) })
  .refine(
    ({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length,
    'two keys share a kid',
  );
export type JwkSet = z.infer<typeof jwkSetSchema>;

// Importing costs more than a signature. The parsed configuration yields the same set object while
// its text is unchanged. Never cache the promise: that of an aborted request would reach others.
let imported: { set: JwkSet; keys: SigningKeys } | undefined;

/** Imports the keys of a set, once per isolate and set. */
export async function importSigningKeys(set: JwkSet): Promise<SigningKeys> {
  if (imported?.set === set) return imported.keys;
  const keys = await Promise.all(set.keys.map(importKey));
  const signer = signerOf(keys);
  if (signer === undefined) throw new Error('a JWK Set without keys');
  imported = {
    set,
    keys: { signer, byId: new Map(keys.map((key) => [key.kid, key])) },
  };
  return imported.keys;
}

/**
 * The key that signs access tokens. RSA keys are there for ID tokens: they sign slowly, and readers
 * of access tokens know the others.
 */
export const signerOf = <Key extends { alg: SigningAlgorithm }>(keys: Key[]): Key | undefined =>
  keys.find(({ alg }) => alg !== 'RS256') ?? keys[0];

async function importKey(jwk: KeyJwk): Promise<SigningKey> {
  const { kid, alg } = jwk;
  const privateKey = await importJWK(jwk, alg);
  const publicJwk = publicPart(jwk);
  return {
    kid,
    alg,
    privateKey,
    publicKey: publicJwk === null ? privateKey : await importJWK(publicJwk, alg),
    publicJwk,
    thumbprint: await calculateJwkThumbprint(jwk),
  };
}

/** What is published of a key: members that are known to be public, and no other. */
const PUBLIC = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg'] as const;

/** Returns the public half of a key; null for a shared secret. */
export function publicPart(jwk: KeyJwk): JWK | null {
  if (jwk.kty === 'oct') return null;
  const given: Partial<Record<string, string>> = jwk;
  const known = PUBLIC.filter((name) => given[name] !== undefined);
  return { ...Object.fromEntries(known.map((name) => [name, given[name]])), use: 'sig' };
}
