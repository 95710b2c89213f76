import { createHmac } from 'node:crypto';

export type Part = Record<string, unknown>;
export type Decoded = { header: Part; payload: Part };

const encode = (part: Part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decodePart = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString()) as Part;

/** Reads a token without verifying it; null if it is none. */
export function decode(token: string): Decoded | null {
  try {
    const [header, payload] = token.split('.');
    return { header: decodePart(header), payload: decodePart(payload) };
  } catch {
    return null;
  }
}

/** What a signature is over. */
export const signingInput = ({ header, payload }: Decoded): string =>
  `${encode(header)}.${encode(payload)}`;

/** Puts another header or payload before the old signature. */
export function withParts(token: string, change: { header?: Part; payload?: Part }): string {
  const { header, payload } = decode(token) ?? { header: {}, payload: {} };
  const parts = {
    header: { ...header, ...change.header },
    payload: { ...payload, ...change.payload },
  };
  return `${signingInput(parts)}.${token.split('.')[2] ?? ''}`;
}

/** Signs with HMAC-SHA-256 and this key. */
export function signHs256(parts: Decoded, key: string | Buffer): string {
  const input = signingInput(parts);
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** Signs with ECDSA P-256, as JWS lays signatures out (RFC 7518 §3.4). */
export async function signEs256(parts: Decoded, key: CryptoKey): Promise<string> {
  const input = signingInput(parts);
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, key, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** Returns the `jti` of a token; empty if it has none. */
export const jtiOf = (token: string): string => String(decode(token)?.payload.jti ?? '');
