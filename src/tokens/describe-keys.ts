import { fromIso } from '../shared/clock.ts';
import { type JwkSet, type SigningAlgorithm, signerOf } from './signing-keys.ts';

/** A signing key without anything that is secret. */
export type KeyDescription = {
  kid: string;
  alg: SigningAlgorithm;
  /** Whether it is in the JWK Set that anyone can read; a shared secret is not. */
  isPublished: boolean;
  /** Whether it signs access tokens, and ID tokens of its algorithm. Any key verifies. */
  signsAccessTokens: boolean;
  signsIdTokens: boolean;
  /** When it was made (epoch milliseconds), as its `kid` says; null if that says nothing. */
  madeAt: number | null;
};

/** Describes the keys of a set, in its order. `npm run keys` begins a `kid` with the day. */
export function describeKeys({ keys }: JwkSet): KeyDescription[] {
  const signer = signerOf(keys);
  return keys.map((key) => ({
    kid: key.kid,
    alg: key.alg,
    isPublished: key.alg !== 'HS256',
    signsAccessTokens: key === signer,
    signsIdTokens: key.alg !== 'HS256' && key === keys.find(({ alg }) => alg === key.alg),
    madeAt: dayOf(key.kid),
  }));
}

function dayOf(kid: string): number | null {
  const [, day] = /^(\d{4}-\d{2}-\d{2})-/.exec(kid) ?? [];
  const at = fromIso(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? null : at;
}
