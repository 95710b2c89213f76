import { type JWTPayload, SignJWT } from 'jose';
import { SafeMessageError } from '../shared/errors.ts';
import { keyIdOf, readSigned } from './read-signed.ts';
import {
  type IdTokenAlg,
  importSigningKeys,
  type JwkSet,
  type SigningKey,
} from './signing-keys.ts';

/** The type of ID tokens, which libraries expect to be the usual one. */
const ID_TOKEN = 'JWT';

/** Signs and reads ID tokens: with any of the published keys, as each client wants. */
export const idTokens = (keys: JwkSet, issuer: string) => ({
  /**
   * Signs an ID token, or another type of token for a client, with the first key of an algorithm.
   * Throws if there is none.
   */
  async signIdToken(alg: IdTokenAlg, claims: JWTPayload, typ = ID_TOKEN): Promise<string> {
    const { kid, privateKey } = await firstKey(keys, alg);
    return new SignJWT({ ...claims, iss: issuer })
      .setProtectedHeader({ alg, kid, typ })
      .sign(privateKey);
  },

  /**
   * Returns the claims of an ID token that a published key signed, of an expired one too; null for
   * anything else.
   */
  async readIdToken(token: string): Promise<JWTPayload | null> {
    try {
      const key = (await importSigningKeys(keys)).byId.get(keyIdOf(token));
      if (key === undefined || key.publicJwk === null) return null;
      const { typ, payload } = await readSigned(token, { alg: key.alg, key: key.publicKey });
      const claims = JSON.parse(payload) as JWTPayload | null;
      return typ === ID_TOKEN && claims?.iss === issuer ? claims : null;
    } catch {
      return null;
    }
  },

  /** The algorithms of ID tokens that there is a key for. */
  idTokenAlgs: (): IdTokenAlg[] => [
    ...new Set(keys.keys.flatMap(({ alg }) => (alg === 'HS256' ? [] : [alg]))),
  ],
});

async function firstKey(keys: JwkSet, alg: IdTokenAlg): Promise<SigningKey> {
  const { byId } = await importSigningKeys(keys);
  const key = [...byId.values()].find((one) => one.alg === alg);
  if (key === undefined) throw new SafeMessageError(`JWT_KEYS has no ${alg} key`);
  return key;
}
