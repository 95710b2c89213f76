import { randomUUID } from 'node:crypto';
import { makeKey } from '../../src/cli/make-key.ts';
import { copyRows } from './copy-rows.ts';
import type { Person } from './person.ts';
import { migrate, type Served, serve } from './serve.ts';
import { personColumns } from './service-rows.ts';

export const PASSWORD = 'correct-Horse-7-battery';

/**
 * The built service, or another entry of it, by Miniflare's `options`, with an empty database and
 * without rate limits unless `vars` say otherwise.
 */
export async function startService(
  vars: Record<string, string> = {},
  entry?: string,
  options: object = {},
): Promise<Served> {
  const jwtKeys = JSON.stringify({ keys: [await makeKey('ES256')] });
  const secrets = { JWT_KEYS: jwtKeys, AUTH_SECRET: randomUUID() + randomUUID() };
  const served = await serve(
    'wrangler.toml',
    { ...secrets, RATE_LIMITS: 'off', ...vars },
    entry,
    options,
  );
  await migrate(served.mf);
  return served;
}

/** Addresses for as many people as one address may not speak for. */
export const addressOf = (index: number) => `203.0.113.${(index % 250) + 1}`;

/** POSTs JSON to a served Worker. */
export function post(
  served: Served,
  path: string,
  body: unknown,
  ip = '203.0.113.1',
): Promise<Response> {
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
  if (response.status !== 201)
    throw new Error(`register: ${response.status} ${await response.text()}`);
  const db = await served.mf.getD1Database('DB');
  await db.prepare('update users set email_verified_at = 1 where email = ?').bind(email).run();
  return email;
}

/** Signs somebody in. */
export async function signIn(served: Served, email: string, ip: string): Promise<Person> {
  const response = await post(
    served,
    '/api/v1/auth/login',
    { email, password: PASSWORD, token_delivery: 'body' },
    ip,
  );
  if (response.status !== 200)
    throw new Error(`login: ${response.status} ${await response.text()}`);
  const { access_token: access, refresh_token: refresh } = (await response.json()) as {
    access_token: string;
    refresh_token: string;
  };
  return { email, password: PASSWORD, ip, access, refresh };
}

/**
 * Signs people in, one after the other: a load that begins with a token that the load before has
 * retired measures nothing.
 */
export async function signInAll(
  served: Served,
  people: readonly Pick<Person, 'email' | 'ip'>[],
): Promise<Person[]> {
  const signedIn: Person[] = [];
  for (const { email, ip } of people) signedIn.push(await signIn(served, email, ip));
  return signedIn;
}

/**
 * Copies of somebody under other names: a registration each would take longer than what is
 * measured.
 */
async function copyUser(served: Served, email: string, count: number): Promise<string[]> {
  const db = await served.mf.getD1Database('DB');
  const family = randomUUID().slice(0, 8);
  await copyRows(db, {
    table: 'users',
    where: `email = '${email}'`,
    from: 0,
    count,
    fresh: personColumns(family),
  });
  return Array.from({ length: count }, (_, index) => `person${index}-${family}@example.com`);
}

/**
 * People of the service, each signed in once: the first sign-in makes a user's guard, which no
 * later one does. There must be many of them, since somebody who signs in ten times a second soon
 * has more sessions than anybody may have.
 */
export async function makePeople(served: Served, count: number): Promise<Person[]> {
  const emails = await copyUser(served, await registerVerified(served), count);
  const people = await signInAll(
    served,
    emails.map((email, index) => ({ email, ip: addressOf(index) })),
  );
  // The mail of the registration is worked off a second later: not while something is measured.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return people;
}

/** The same for the floor, which makes people up. */
export async function makeStrangers(served: Served, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const response = await fetch(`${served.url}/prepare`);
    const {
      email,
      access_token: access,
      refresh_token: refresh,
    } = (await response.json()) as { email: string; access_token: string; refresh_token: string };
    people.push({ email, password: PASSWORD, ip: addressOf(index), access, refresh });
  }
  return people;
}
