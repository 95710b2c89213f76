import { randomUUID } from 'node:crypto';
import { makeKey } from '../../src/cli/make-key.ts';
import type { Person } from './load.ts';
import { migrate, type Served, serve } from './serve.ts';

export const PASSWORD = 'correct-Horse-7-battery';

/** The built service with an empty database and without rate limits. */
export async function startService(): Promise<Served> {
  const jwtKeys = JSON.stringify({ keys: [await makeKey('ES256')] });
  const served = await serve('wrangler.toml', {
    JWT_KEYS: jwtKeys,
    AUTH_SECRET: randomUUID() + randomUUID(),
    RATE_LIMITS: 'off',
  });
  await migrate(served.mf);
  return served;
}

const addressOf = (index: number) => `203.0.113.${(index % 250) + 1}`;

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

async function signIn(served: Served, email: string, ip: string): Promise<Person> {
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

/** Signs people in, one after the other: a load that begins with a token that the load before has retired measures nothing. */
export async function signInAll(
  served: Served,
  people: readonly Pick<Person, 'email' | 'ip'>[],
): Promise<Person[]> {
  const signedIn: Person[] = [];
  for (const { email, ip } of people) signedIn.push(await signIn(served, email, ip));
  return signedIn;
}

type Row = Record<string, string | number | null>;

/** Copies of somebody under other names: a registration each would take longer than what is measured. */
async function copyUser(served: Served, email: string, count: number): Promise<string[]> {
  const db = await served.mf.getD1Database('DB');
  const user = await db.prepare('select * from users where email = ?').bind(email).first<Row>();
  const emails = Array.from({ length: count }, () => `${randomUUID()}@example.com`);
  const columns = Object.keys(user ?? {});
  const insert = db.prepare(
    `insert into users (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  await db.batch(
    emails.map((copy) => {
      const row = { ...user, id: randomUUID(), email: copy, email_normalized: copy } as Row;
      return insert.bind(...columns.map((column) => row[column] ?? null));
    }),
  );
  return emails;
}

/**
 * People of the service, each signed in once: the first sign-in makes a user's guard, which no later one does. There must be
 * many of them, since somebody who signs in ten times a second soon has more sessions than anybody may have.
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

/** The same for the floor, which knows nobody. */
export async function makeStrangers(served: Served, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const response = await fetch(`${served.url}/prepare`);
    const { access_token: access, refresh_token: refresh } = (await response.json()) as {
      access_token: string;
      refresh_token: string;
    };
    people.push({
      email: 'ada@example.com',
      password: PASSWORD,
      ip: addressOf(index),
      access,
      refresh,
    });
  }
  return people;
}
