import { ID_TOKEN_ALGORITHMS, type IdTokenAlg } from './client.ts';

/**
 * The algorithms of ID tokens that these keys can sign, the one that most libraries expect first.
 * Never HS256: its key would be shared with every client.
 */
export function idTokenAlgorithmsOf({ keys }: { keys: readonly { alg: string }[] }): IdTokenAlg[] {
  return ID_TOKEN_ALGORITHMS.filter((alg) => keys.some((key) => key.alg === alg));
}
