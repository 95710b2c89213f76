import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BY_OPERATOR, COMMAND_LINE } from '../../src/admin/command-line.ts';
import { createAuditStore } from '../../src/audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../../src/audit/event.ts';
import type { LedgerMessage } from '../../src/guard/ledger-message.ts';
import { createDatabase, runBatch } from '../../src/shared/database.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { createImportStore } from '../../src/users/import-store.ts';
import { countedFigures, keptGauges, recountedGauges } from '../support/count-figures.ts';
import { takeLedger } from '../support/ledger.ts';
import {
  bearer,
  freshEmail,
  mailedToken,
  PASSWORD,
  signIn,
  type Tokens,
  tokensIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const DAY = 86_400_000;

/** Who is there, and what has happened to them. */
type World = {
  app: TestApp;
  verified: string[];
  unverified: string[];
  signedIn: Tokens[];
  signIns: number;
  imported: number;
};

const pick = <T>(list: T[], by: number): T | undefined => list[by % Math.max(1, list.length)];

const erase = ({ servicesWith }: TestApp, { user }: Pick<Tokens, 'user'>) =>
  servicesWith(() => undefined).eraseAccount({ user, by: null, client: COMMAND_LINE });

/** Users of another system, added as the import does. */
async function importUsers({ app }: World, count: number): Promise<void> {
  const db = createDatabase(env.DB);
  const at = app.clock();
  const users = Array.from({ length: count }, (_, index) => {
    const email = freshEmail();
    return {
      id: crypto.randomUUID(),
      email,
      emailNormalized: email,
      username: null,
      usernameNormalized: null,
      passwordHash: null,
      firstName: 'Ada',
      lastName: '',
      displayName: '',
      status: index % 2 === 0 ? ('active' as const) : ('disabled' as const),
      roles: ['user' as const],
      emailVerifiedAt: at,
      lastLoginAt: null,
      createdAt: Date.UTC(2020, 0, 1),
      importedAt: at,
    };
  });
  const store = createImportStore(db);
  const events = users.map(({ id: userId }) => ({
    type: 'user.imported' as const,
    userId,
    actorId: null,
    origin: UNKNOWN_ORIGIN,
    at,
  }));
  await runBatch(db, [
    store.importStatement(users),
    createAuditStore(db, systemRandom).recordEachWhenStatement(events, store.importedCondition(at)),
  ]);
}

/**
 * Takes what guards have sent, once they are quiet: they send after they have answered, and what
 * came a month late would be counted once more.
 */
async function takeAllSent(): Promise<LedgerMessage[]> {
  const messages: LedgerMessage[] = [];
  for (let quiet = 0; quiet < 5; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const sent = takeLedger();
    messages.push(...sent);
    if (sent.length > 0) quiet = 0;
  }
  return messages;
}

/** Brings what guards have sent, each message twice: queues deliver at least once. */
async function bringTwice({ app }: World): Promise<void> {
  const messages = await takeAllSent();
  await app.deliverLedger(messages);
  await app.deliverLedger(messages.toReversed());
}

const STEPS: Record<string, (world: World, by: number) => Promise<unknown>> = {
  async register(world) {
    const email = freshEmail();
    await world.app.auth.register.$post({ json: { email, password: PASSWORD } });
    world.unverified.push(email);
  },
  async verify(world) {
    const email = world.unverified.shift();
    if (email === undefined) return;
    const token = await mailedToken(world.app, email);
    await world.app.auth.email.verify.$post({ json: { token } });
    world.verified.push(email);
  },
  async signIn(world, by) {
    const email = pick(world.verified, by);
    if (email === undefined) return;
    const json = { email, password: PASSWORD, token_delivery: 'body' as const };
    const answer = await world.app.auth.login.$post({ json });
    // Locked or disabled, perhaps.
    if (!answer.ok) return;
    world.signedIn.push(await tokensIn(answer));
    world.signIns++;
  },
  async fail(world, by) {
    const email = pick(world.verified, by);
    if (email === undefined) return;
    await world.app.auth.login.$post({ json: { email, password: WRONG } });
  },
  async signOut(world) {
    const tokens = world.signedIn.shift();
    if (tokens === undefined) return;
    const headers = bearer(tokens.access_token);
    await world.app.fetch('/api/v1/auth/logout', { method: 'POST', headers });
  },
  async secondFactor(world, by) {
    const tokens = pick(world.signedIn, by);
    if (tokens === undefined) return;
    await world.app.fetch('/api/v1/auth/mfa/email', {
      method: 'PUT',
      headers: { ...bearer(tokens.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ enabled: by % 2 === 0, password: PASSWORD }),
    });
  },
  async disable(world, by) {
    const id = pick(world.signedIn, by)?.user.id;
    if (id === undefined) return;
    const late: Promise<unknown>[] = [];
    const { actOnUser } = world.app.servicesWith((work) => late.push(work));
    await actOnUser({ userId: id, act: by % 3 === 0 ? 'disable' : 'enable', ...BY_OPERATOR });
    await Promise.all(late);
  },
  async erase(world, by) {
    const tokens = pick(world.signedIn, by);
    if (tokens === undefined) return;
    // What the ledger has not brought before goes with its user.
    await bringTwice(world);
    await erase(world.app, tokens);
    world.verified = world.verified.filter((email) => email !== tokens.user.email);
    world.signedIn = world.signedIn.filter(({ user }) => user.id !== tokens.user.id);
  },
  async import(world, by) {
    world.imported += 1 + (by % 3);
    await importUsers(world, 1 + (by % 3));
  },
  ledger: bringTwice,
  jobs: ({ app }) => app.deliverJobs(),
  async month(world, by) {
    // No message lives as long as a session.
    await bringTwice(world);
    const { app } = world;
    app.advance((by % 3) * 20 * DAY + 1);
    await app.servicesWith(() => undefined).flush();
  },
};

/** Events that D1 has, by type: none is deleted in these stories. */
async function recordedEvents(): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    'select type, count(*) as n from audit_events group by type',
  ).all<{ type: string; n: number }>();
  return Object.fromEntries(results.map(({ type, n }) => [type, n]));
}

async function expectCounted(world: World): Promise<void> {
  expect(await keptGauges()).toEqual(await recountedGauges());
  const counted = await countedFigures();
  const recorded = await recordedEvents();
  for (const [name, n] of Object.entries(counted))
    if (name.startsWith('event:')) expect([name, n]).toEqual([name, recorded[name.slice(6)]]);
  for (const type of ['session.sign_in_failed', 'user.email_verified', 'account.erased'])
    expect([type, counted[`event:${type}`]]).toEqual([type, recorded[type]]);
  expect(counted.sign_up).toBe(recorded['user.registered']);
  expect(counted.imported ?? 0).toBe(world.imported);
  expect(counted['sign_in:pwd'] ?? 0).toBe(world.signIns);
}

describe('what D1 counts', () => {
  it('equals a count of its rows, whatever happened and however often it was told', async () => {
    const step = fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(11));
    const world: World = {
      app: createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off', AUDIT_RETENTION_DAYS: '36500' } }),
      verified: [],
      unverified: [],
      signedIn: [],
      signIns: 0,
      imported: 0,
    };
    for (const name of ['register', 'verify', 'register', 'verify', 'signIn', 'fail'])
      await STEPS[name]?.(world, 0);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (story) => {
        for (const [name, by] of story) await STEPS[name]?.(world, by);
        await bringTwice(world);
        await expectCounted(world);
      }),
      // Each goes on where the last one ended: nothing of it can be told apart from a longer one.
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('keeps the sign-in of one who is erased, told once more afterwards', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const world = { app } as World;
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await app.auth.email.verify.$post({ json: { token: await mailedToken(app, email) } });
    const { user } = await signIn(app, email);
    const told = takeLedger();
    await app.deliverLedger(told);
    expect(await countedFigures()).toMatchObject({ 'sign_in:pwd': 1, sessions_open: 1 });
    await erase(app, { user });
    await app.deliverLedger(told);
    await bringTwice(world);
    const counted = await countedFigures();
    expect(counted).toMatchObject({ 'sign_in:pwd': 1, sign_up: 1, 'event:account.erased': 1 });
    expect(await keptGauges()).toEqual(await recountedGauges());
    expect(counted.users).toBeUndefined();
  });
});

describe('a database from before figures', () => {
  it('is counted as it is, and its last month hour by hour', async () => {
    const now = Date.now();
    await reset();
    await applyD1Migrations(
      env.DB,
      env.TEST_MIGRATIONS.filter(({ name }) => name < '0011'),
    );
    const hour = now - (now % 3_600_000);
    await env.DB.batch([
      env.DB.prepare(`insert into users (id, email, email_normalized, status, created_at, updated_at)
        values ('a', 'a', 'a', 'active', 1, 1), ('b', 'b', 'b', 'disabled', 1, 1)`),
      env.DB.prepare("update users set email_verified_at = 1 where id = 'a'"),
      env.DB.prepare("insert into user_factors (id, user_id, kind) values ('f', 'a', 'totp')"),
      env.DB.prepare(`insert into sessions (id, user_id, amr, created_at, last_activity_at,
        last_rotation_at, expires_at, revoked_at) values ('s', 'a', '["pwd","mfa"]', ?1, 1, 1, 9, null),
        ('t', 'a', '["pwd"]', ?1, 1, 1, 9, 2), ('u', 'a', '["pwd"]', 5, 1, 1, 9, null)`).bind(hour),
      env.DB.prepare(`insert into audit_events (id, type, risk_level, user_id, metadata, created_at)
        values ('1', 'user.registered', 'low', 'a', '{}', ?1), ('2', 'account.locked', 'high', 'a', '{}', ?1),
        ('3', 'account.locked', 'high', 'a', '{}', 5)`).bind(hour),
    ]);
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    expect(await keptGauges()).toEqual({
      users: 2,
      users_disabled: 1,
      users_unverified: 1,
      users_second_factor: 1,
      sessions_open: 2,
    });
    const { results } = await env.DB.prepare('select * from figures where hour > 0').all();
    expect(
      results.map(({ counts, ...row }) => ({ ...row, counts: JSON.parse(String(counts)) })),
    ).toEqual([
      {
        hour,
        counts: { 'event:account.locked': 1, 'sign_in:pwd': 1, 'sign_in:pwd+mfa': 1, sign_up: 1 },
      },
    ]);
  });
});
