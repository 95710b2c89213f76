import { randomUUID } from 'node:crypto';
import { makeKey } from '../../src/cli/make-key.ts';
import type { Load } from './load.ts';
import { migrate, type Served, serve } from './serve.ts';

export const PASSWORD = 'correct-Horse-7-battery';

/** The built service with an empty database and without rate limits. */
export async function startService(): Promise<Served> {
  const jwtKeys = JSON.stringify({ keys: [await makeKey('ES256')] });
  const served = await serve('wrangler.toml', { JWT_KEYS: jwtKeys, AUTH_SECRET: randomUUID() + randomUUID(), RATE_LIMITS: 'off' });
  await migrate(served.mf);
  return served;
}

/** POSTs JSON to a served Worker. */
export function post(served: Served, path: string, body: unknown, ip = '203.0.113.1'): Promise<Response> {
  return fetch(served.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': ip },
    body: JSON.stringify(body),
  });
}

/** Registers somebody whose address counts as verified. Answers the address. */
export async function registerVerified(served: Served): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const response = await post(served, '/api/v1/auth/register', { email, password: PASSWORD });
  if (response.status !== 201) throw new Error(`register: ${response.status} ${await response.text()}`);
  const db = await served.mf.getD1Database('DB');
  await db.prepare('update users set email_verified_at = 1 where email = ?').bind(email).run();
  return email;
}

/** Signed-in people of the service, one a connection. */
export async function makePeople(served: Served, count: number): Promise<Load['people']> {
  const people: Load['people'] = [];
  for (let index = 0; index < count; index++) {
    const email = await registerVerified(served);
    const ip = `203.0.113.${index + 1}`;
    const response = await post(served, '/api/v1/auth/login', { email, password: PASSWORD, token_delivery: 'body' }, ip);
    const tokens = (await response.json()) as { access_token: string; refresh_token: string };
    people.push({ email, ip, access: tokens.access_token, refresh: tokens.refresh_token });
  }
  // The mails of the registrations are worked off a second later: not while something is measured.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return people;
}

/** The same for the floor, which knows nobody. */
export async function makeStrangers(served: Served, count: number): Promise<Load['people']> {
  const people: Load['people'] = [];
  for (let index = 0; index < count; index++) {
    const tokens = (await (await fetch(`${served.url}/prepare`)).json()) as { access_token: string; refresh_token: string };
    people.push({ email: 'ada@example.com', ip: '203.0.113.1', access: tokens.access_token, refresh: tokens.refresh_token });
  }
  return people;
}
