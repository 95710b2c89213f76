import type { Context } from 'hono';
import { isForm, readForm } from '../http/contract.ts';
import { equalInConstantTime, keyedDigest } from '../shared/digest.ts';

/** A client of ours that keeps a secret. */
export type ClientCredentials = { id: string; secret: string };

/**
 * Whether a request proves to be from one of these clients: by HTTP Basic, encoded as RFC 6749 §2.3.1 says or as it stands,
 * which many send, or by `client_id` and `client_secret` in its form. Null if it does not try to.
 */
export async function isFromClient(
  c: Context,
  clients: ClientCredentials[],
): Promise<boolean | null> {
  const authorization = c.req.header('Authorization') ?? '';
  if (/^Basic(?: |$)/i.test(authorization)) return isAmong(clients, readings(authorization));
  if (!isForm(c)) return null;
  const { client_id: id, client_secret: secret } = await readForm(c);
  if (secret === undefined) return null;
  return isAmong(clients, [{ id: String(id), secret: String(secret) }]);
}

// Digests of equal length are compared, with all clients, so that neither id nor secret shows in the time.
function isAmong(clients: ClientCredentials[], presented: ClientCredentials[]): boolean {
  const key = new Uint8Array(32);
  const digest = ({ id, secret }: ClientCredentials) =>
    new TextEncoder().encode(keyedDigest(key, id, secret));
  const known = clients.map(digest);
  return presented
    .map(digest)
    .flatMap((one) => known.map((other) => equalInConstantTime(one, other)))
    .includes(true);
}

/** The pair of a Basic header, as it stands and decoded. */
function readings(authorization: string): ClientCredentials[] {
  const pair = decodeBase64(authorization.slice('Basic'.length).trim());
  const colon = pair.indexOf(':');
  if (colon < 0) return [];
  const [id, secret] = [pair.slice(0, colon), pair.slice(colon + 1)];
  return [
    { id, secret },
    { id: decodeFormValue(id), secret: decodeFormValue(secret) },
  ];
}

function decodeBase64(encoded: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(encoded));
  } catch {
    return '';
  }
}

function decodeFormValue(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}
