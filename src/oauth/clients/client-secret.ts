import { digestOf, equalInConstantTime } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import type { ClientSecret } from './client.ts';

/** 256 bits. */
const BYTES = 32;
/** The newest and the one before it, so that a server can be given the new one meanwhile. */
const KEPT = 2;

const text = new TextEncoder();

/** A fresh secret: unreserved characters only, so that no encoding of Basic changes it. */
export function makeClientSecret(random: Random): string {
  return random.bytes(BYTES).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** What is stored of a secret: its bits are too many to guess, so a plain digest does. */
export function digestOfSecret(clientId: string, secret: string): string {
  return digestOf('client-secret', clientId, secret);
}

/** Whether a secret is one of a client's, in a time that tells nothing of it. */
export function isSecretOf(clientId: string, secrets: ClientSecret[], presented: string): boolean {
  const digest = text.encode(digestOfSecret(clientId, presented));
  const matches = secrets.map((known) => equalInConstantTime(digest, text.encode(known.digest)));
  return matches.includes(true);
}

/**
 * Which former secret stays good: the newest, the oldest (where nobody got the newest), or none.
 * `true` and `false` are the first and the last, as the API says it.
 */
export type Keep = boolean | 'oldest';

/** The secrets of a client once it has another, at most two. */
export function withSecret(
  former: ClientSecret[],
  added: ClientSecret,
  { keep }: { keep: Keep },
): ClientSecret[] {
  const kept = keep === 'oldest' ? former.slice(-1) : former;
  return [added, ...(keep === false ? [] : kept)].slice(0, KEPT);
}

/** Whether clients of an authentication method have a secret. */
export const hasSecret = (method: string): boolean => method.startsWith('client_secret_');
