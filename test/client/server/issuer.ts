import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { AccessClaims } from '../../../src/client/server/index.ts';

export const ISSUER = 'https://auth.example.com';
/** What a token says otherwise than a good one; undefined leaves a claim out. */
export type Changes = { header?: Record<string, unknown> } & Partial<
  Record<keyof AccessClaims, unknown>
>;

async function createKey(kid: string, alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
export type Key = Awaited<ReturnType<typeof createKey>>;

/** An issuer in memory: what it publishes, whether it answers, and how often it was asked. */
export async function createIssuer() {
  const key = await createKey('first');
  const issuer = {
    key,
    published: [key.jwk] as JWK[],
    /** What it answers instead of its keys, if anything. */
    answers: null as (() => Response) | null,
    asked: [] as string[],
    async fetch(input: RequestInfo | URL) {
      issuer.asked.push(String(input));
      return issuer.answers?.() ?? Response.json({ keys: issuer.published });
    },
    createKey,
    sign: (changes: Changes = {}, by: Key = key) => sign(by, changes),
  };
  return issuer;
}

function sign({ privateKey, kid, alg }: Key, { header, ...changes }: Changes): Promise<string> {
  return new SignJWT({ ...goodClaims(), ...(changes as JWTPayload) })
    .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
    .sign(privateKey);
}

/** What an access token of ours says. */
export function goodClaims() {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...{ iss: ISSUER, aud: ISSUER, sub: 'ada', sid: 'session', jti: 'token', client_id: 'app' },
    ...{ iat: now, exp: now + 900, auth_time: now - 60, amr: ['pwd'], acr: 'aal1' },
    scope: 'openid profile',
  };
}
