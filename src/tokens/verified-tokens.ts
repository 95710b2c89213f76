import { digestOf } from '../shared/digest.ts';

/** Upper bound on tokens in an isolate: about 1 MB of its 128. */
const MOST_TOKENS = 1000;

/** What a signature vouched for. */
export type Signed = {
  /** The `typ` of the header. */
  typ: string | undefined;
  /** The claims as text, so that each request parses a copy of its own. */
  payload: string;
};

/** Tokens whose signature was verified in this isolate. */
export type VerifiedTokens = ReturnType<typeof createVerifiedTokens>;

/**
 * Remembers at most `most` tokens whose signature is right, and forgets the one that was used
 * longest ago. Whatever else makes a token good (expiry, issuer, audience, its session) is judged
 * anew each time. A token is known by kind, thumbprint of the key and its whole text: one of a key
 * that was removed or replaced is unknown. Holds only text, nothing that belongs to a request.
 */
export function createVerifiedTokens(most = MOST_TOKENS) {
  const known = new Map<string, Signed>();
  return {
    /** The name under which a token is remembered. `key` is the thumbprint of its key. */
    nameOf: (kind: string, key: string, token: string): string => digestOf(kind, key, token),

    /** How many tokens are remembered. */
    size: (): number => known.size,

    find(name: string): Signed | undefined {
      const signed = known.get(name);
      if (signed === undefined) return undefined;
      known.delete(name);
      known.set(name, signed);
      return signed;
    },

    add(name: string, signed: Signed): void {
      known.delete(name);
      const [oldest] = known.size >= most ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      known.set(name, signed);
    },
  };
}

/** The tokens of this isolate. */
export const isolateVerifiedTokens = createVerifiedTokens();
