import { decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Claims } from './claims.ts';
import type { Dialect, Server } from './dialect.ts';
import { KEYS, type KeptDocument, readKept, renewKept } from './kept-documents.ts';
import { invalidAnswer, ProviderFault } from './provider-fault.ts';
import type { Talk } from './talk.ts';

type KeySet = { keys: Record<string, unknown>[] };

/** An ID token whose claims are read, and the response that the library knows it by. */
export type ReadToken = { response: Response; idToken: string; claims: Claims };

/**
 * Checks the signature of an ID token by the provider's published keys. A key that is not among
 * them is asked for once, so that keys rotate without a pause. Throws what the library throws, and
 * `ProviderFault`.
 */
export async function checkSignature(
  talk: Talk,
  { server, dialect }: { server: Server; dialect: Dialect },
  token: ReadToken,
): Promise<void> {
  const document = keySetOf(talk, server);
  const keys = await readKept(talk, document);
  try {
    await checkBy(keys, server, token);
    checkKey(keys, dialect, token);
  } catch (error) {
    const renewed = await renewKept(talk, document);
    if (renewed === null) throw error;
    await checkBy(renewed, server, token);
    checkKey(renewed, dialect, token);
  }
}

function keySetOf(talk: Talk, { jwks_uri: url = '' }: Server): KeptDocument<KeySet> {
  return {
    key: `keys\n${url}`,
    life: KEYS,
    load: async () => {
      const answer = await talk.fetch(url, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new ProviderFault('unreachable', `keys_status_${answer.status}`);
      return readKeySet(await answer.text());
    },
  };
}

function readKeySet(text: string): KeySet {
  try {
    const { keys } = JSON.parse(text) as Partial<KeySet>;
    if (Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null))
      return { keys };
  } catch {
    // As any other text that is no key set.
  }
  throw invalidAnswer('no_key_set');
}

/** The library keeps key sets by the object that stands for the server; ours are kept by value. */
const checkBy = (keys: KeySet, server: Server, { response }: ReadToken): Promise<void> =>
  oauth.validateApplicationLevelSignature({ ...server }, response, {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async () => Response.json(keys),
  });

function checkKey({ keys }: KeySet, { checkKey: check }: Dialect, token: ReadToken): void {
  const { kid } = decodeProtectedHeader(token.idToken);
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key !== undefined) check(key, token.claims);
}
