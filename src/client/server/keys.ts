import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { KEYS_BACK_OFF, Refusal } from './refusal.ts';

/**
 * How long keys are taken as current, in milliseconds: as long as the service lets them be kept.
 */
const FRESH = 5 * 60_000;
/**
 * How long they are taken while nobody answers, in milliseconds. Longer serves nobody: a token of
 * before an outage is over by then, and a key that was withdrawn must not be good for ever.
 */
const STALE = 60 * 60_000;

export type KeysDeps = { uri: string; fetch: typeof fetch };

/**
 * The keys of an issuer, asked for when they are five minutes old and when a token names a new one,
 * which it may each 30 seconds. While nobody answers, the known ones stay good for an hour, and the
 * issuer is asked once in ten seconds. Throws `keys_unavailable` then if the right key is not
 * known.
 */
export function createKeys({ uri, fetch }: KeysDeps): JWTVerifyGetKey {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askAgainAt = 0;

  async function load(...[url, init]: Parameters<typeof fetch>): Promise<Response> {
    if (Date.now() < askAgainAt) throw unavailable();
    try {
      const keys = await readKeys(await fetch(url, init));
      fetchedAt = Date.now();
      return Response.json(keys);
    } catch (error) {
      askAgainAt = Date.now() + KEYS_BACK_OFF;
      throw unavailable(error);
    }
  }

  const remote = createRemoteJWKSet(new URL(uri), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    [customFetch]: load,
  });
  return async (header, token) => {
    if (Date.now() - fetchedAt > FRESH) {
      await remote.reload().catch((error: unknown) => {
        if (Date.now() - fetchedAt > STALE) throw error;
      });
    }
    return remote(header, token);
  };
}

async function readKeys(response: Response): Promise<object> {
  if (response.status !== 200) throw new Error(`the key set answers ${response.status}`);
  const set: unknown = await response.json();
  if (typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys))
    return set;
  throw new Error('the key set is none');
}

const unavailable = (cause?: unknown) =>
  new Refusal('keys_unavailable', 'The keys of the issuer are not available', {}, cause);
