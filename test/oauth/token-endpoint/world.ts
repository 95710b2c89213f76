import { type Context, Hono } from 'hono';
import { vi } from 'vitest';
import { makeKey } from '../../../src/cli/make-key.ts';
import { toProblemResponse } from '../../../src/http/problem.ts';
import { createAdmission } from '../../../src/limits/admission.ts';
import { BLANK } from '../../../src/oauth/clients/client-columns.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import type { EnterDeps } from '../../../src/oauth/token-endpoint/enter-as-client.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { type GrantedTo, signAccessToken } from '../../../src/tokens/access-token.ts';
import { signGrantRefreshToken } from '../../../src/tokens/grant-refresh-token.ts';
import { createJwt, type JwtDeps } from '../../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../../src/tokens/secret-keys.ts';
import { jwkSetSchema } from '../../../src/tokens/signing-keys.ts';
import type { AccountView } from '../../../src/users/user.ts';

// What the tests of the endpoints share: a client, real tokens, and an app around some routes.

export const NOW = Date.UTC(2030, 0, 1);
export const SECONDS = NOW / 1000;
export const HERE = 'https://auth.test';
export const ids = {
  userId: crypto.randomUUID(),
  sessionId: crypto.randomUUID(),
  jti: crypto.randomUUID(),
};
/** How the tokens name them. */
export const NAMED = { sub: ids.userId, sid: ids.sessionId, jti: ids.jti };
export const USER = { id: ids.userId, email: 'ada@example.com', roles: ['user'] } as AccountView;

export const clientOf = (changed: Partial<StoredClient> = {}): StoredClient => ({
  ...BLANK,
  id: 'c-app',
  name: 'App',
  redirectUris: ['https://app.example.com/callback'],
  idTokenAlg: 'ES256',
  secrets: [],
  disabledAt: null,
  createdAt: 1,
  updatedAt: 1,
  ...changed,
});

const keys = jwkSetSchema.parse({ keys: [await makeKey('ES256')] });
export const jwtOf = (changed: Partial<JwtDeps> = {}) =>
  createJwt({
    keys,
    secretKeys: deriveSecretKeys(['a-secret']),
    clientId: 'our-app',
    issuer: HERE,
    audience: HERE,
    mayAct: async () => true,
    clock: () => NOW,
    ...changed,
  });

const times = { issuedAt: NOW, expiresAt: NOW + MINUTE };
const GRANT = { clientId: 'c-app', scope: 'openid email', audience: HERE, jkt: null };

/** An access token of a grant. */
export const accessOf = (changed: Partial<GrantedTo> = {}) =>
  signAccessToken(jwtOf(), { ...about, grantedTo: { ...GRANT, ...changed } });
/** An access token of a sign-in at our own routes. */
export const ownAccess = () => signAccessToken(jwtOf(), about);
const about = {
  ...{ ...ids, ...times, authTime: NOW, amr: ['pwd'] },
  ...{ roles: ['user' as const], emailVerified: true },
};
/** The refresh token of a grant. */
export const refreshOf = ({ clientId = 'c-app', jkt = null as string | null } = {}) =>
  signGrantRefreshToken(jwtOf(), { ...ids, ...times, clientId, jkt });

/** A `Jwt` that cannot read anything, since a store is down. */
export const downJwt = (error: Error) => ({
  ...jwtOf(),
  verify: () => Promise.reject(error),
  verifyForAnyone: () => Promise.reject(error),
});

/** What everything behind `enterAsClient` needs; `client` is who authenticates. */
export function enterDeps(client: StoredClient | Error = clientOf()) {
  const count = vi.fn(async (): Promise<null> => null);
  const limit = vi.fn(async (_: { key: string }) => ({ success: true }));
  const authenticateClient = vi.fn(async () => {
    if (client instanceof Error) throw client;
    return client;
  });
  const deps = {
    rateLimiter: { count },
    shield: { limit },
    onLimitHit: vi.fn(),
    admission: createAdmission(),
    authenticateClient,
  } as unknown as EnterDeps;
  return { deps, count, limit, authenticateClient };
}

export const ADDRESS = '203.0.113.9';
const FORM = 'application/x-www-form-urlencoded';

/** An app with these routes; posts forms to it, and notes what the log is given of the problem. */
export function appOf(routes: Hono) {
  const noted: (string | null | undefined)[] = [];
  const app = new Hono();
  app.use(async (c: Context, next) => {
    await next();
    noted.push((c.get('requestNotes') as { code?: string } | undefined)?.code);
  });
  app.onError((error, c) => toProblemResponse(error, c));
  app.route('/oauth', routes);
  const post = (path: string, form: object | string, headers: Record<string, string> = {}) =>
    app.request(`${HERE}/oauth${path}`, {
      method: 'POST',
      headers: { 'Content-Type': FORM, 'CF-Connecting-IP': ADDRESS, ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams({ ...form }).toString(),
    });
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(`${HERE}/oauth${path}`, { headers });
  return { post, get, noted };
}

/** The status of an answer, and its body. */
export async function shownOf(answer: Response | Promise<Response>) {
  const shown = await answer;
  return [shown.status, await shown.json<Record<string, unknown>>()] as const;
}
