import type { Context } from 'hono';
import { isForm, readForm } from '../http/form.ts';
import { equalInConstantTime, keyedDigest } from '../shared/digest.ts';

/** A confidential client. */
export type ClientCredentials = { id: string; secret: string };

/**
 * Returns the client that a request authenticates as: by HTTP Basic, form-encoded (RFC 6749 §2.3.1)
 * or raw, as many clients send it, or by `client_id` and `client_secret` in its form. Returns
 * `none` without credentials and `unknown` for wrong ones.
 */
export async function findClient(
  c: Context,
  clients: ClientCredentials[],
): Promise<ClientCredentials | 'unknown' | 'none'> {
  const authorization = c.req.header('Authorization') ?? '';
  if (/^Basic(?: |$)/i.test(authorization)) return findAmong(clients, readBasic(authorization));
  if (!isForm(c)) return 'none';
  const { client_id: id, client_secret: secret } = await readForm(c);
  if (secret === undefined) return 'none';
  return findAmong(clients, [{ id: String(id), secret: String(secret) }]);
}

// Compares digests of equal length with all clients, so that timing reveals neither id nor secret.
function findAmong(
  clients: ClientCredentials[],
  presented: ClientCredentials[],
): ClientCredentials | 'unknown' {
  const key = new Uint8Array(32);
  const digest = ({ id, secret }: ClientCredentials) =>
    new TextEncoder().encode(keyedDigest(key, id, secret));
  const known = clients.map((client) => ({ client, digest: digest(client) }));
  const matches = presented
    .map(digest)
    .flatMap((one) => known.filter((other) => equalInConstantTime(one, other.digest)));
  return matches[0]?.client ?? 'unknown';
}

/** Returns the credentials of a Basic header, raw and form-decoded. */
export function readBasic(authorization: string): ClientCredentials[] {
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
