import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../src/audit/table.ts';
import type { LedgerEntry } from '../../src/guard/ledger-message.ts';
import type { Session } from '../../src/guard/session.ts';
import {
  consumeDeadLedger,
  consumeLedger,
  type QueueSignOuts,
} from '../../src/ledger/consume-ledger.ts';
import { createLedgerStore, type LedgerStore } from '../../src/ledger/ledger-store.ts';
import { createDatabase } from '../../src/shared/database.ts';
import { createMetrics } from '../../src/shared/metrics.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { erasedDigest } from '../../src/users/erased-user-store.ts';
import { brokenDatabase } from '../support/faults.ts';

const NOW = Date.UTC(2200, 0, 1);
const ledger = createLedgerStore(createDatabase(env.DB));

function addUser(id: string) {
  const insert = `insert into users (id, email, email_normalized, created_at, updated_at)
    values (?, ?, ?, ?, ?)`;
  return env.DB.prepare(insert).bind(id, `${id}@example.com`, id, NOW, NOW).run();
}

function sessionOf(userId: string, overrides: Partial<Session> = {}): Session {
  return {
    id: systemRandom.uuid(),
    userId,
    deviceName: 'Ada’s laptop',
    deviceFingerprint: 'f',
    userAgent: 'test',
    browser: 'Firefox',
    os: 'Linux',
    deviceType: 'desktop',
    ipAddress: '203.0.113.7',
    city: null,
    clientId: null,
    country: 'AT',
    amr: ['pwd', 'otp'],
    createdAt: NOW,
    lastActivityAt: NOW,
    lastRotationAt: NOW,
    expiresAt: NOW + 1000,
    revokedAt: null,
    revokeReason: null,
    seq: 1,
    ...overrides,
  };
}

function eventOf(userId: string | null, overrides: Partial<AuditRow> = {}): AuditRow {
  return {
    id: systemRandom.uuidAt(NOW),
    type: 'account.locked',
    riskLevel: 'high',
    userId,
    actorId: userId,
    sessionId: 's',
    ipAddress: '203.0.113.7',
    userAgent: 'test',
    requestId: 'r',
    metadata: { lane: 'strangers', shut: false, tries: 3, note: null },
    createdAt: NOW,
    ...overrides,
  };
}

type ConsumeOptions = {
  store?: LedgerStore;
  dead?: boolean;
  queueSignOuts?: QueueSignOuts;
};
type Logged = { level: string; event: string };

/** Consumes messages with these bodies. Returns what became of each, in order, and the log. */
async function consume(
  bodies: unknown[],
  { store = ledger, dead = false, queueSignOuts = async () => undefined }: ConsumeOptions = {},
) {
  const outcomes: string[] = bodies.map(() => 'nothing');
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(NOW),
    body,
    attempts: 1,
    ack: () => void outcomes.splice(index, 1, 'acked'),
    retry: () => void outcomes.splice(index, 1, 'retried'),
  }));
  const logs: Logged[] = [];
  const given: object[] = [];
  await (dead ? consumeDeadLedger : consumeLedger)(
    { messages },
    {
      ledger: store,
      queueSignOuts,
      recordDeadLetter: async (letter) => void given.push(letter),
      log: {
        info: (event) => void logs.push({ level: 'info', event }),
        warn: (event) => void logs.push({ level: 'warn', event }),
        error: (event) => void logs.push({ level: 'error', event }),
      },
      metrics: createMetrics(undefined),
      clock: () => NOW,
    },
  );
  return { outcomes, logs, given };
}

const tell = (...entries: LedgerEntry[]) => consume([{ v: 1, entries }]);
const rows = async (query: string) => (await env.DB.prepare(query).all()).results;
const sessionRows = () => rows('select id, revoked_at, seq from sessions order by id');

describe('the ledger in D1', () => {
  it('gets sessions, sign-ins, factors and events of many users in one batch', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `user-${index}`);
    for (const id of ids) await addUser(id);
    await env.DB.prepare(
      "insert into user_factors (id, user_id, kind) values ('f', 'user-7', 'email_otp')",
    ).run();
    const bodies = ids.map((id) => ({
      v: 1,
      entries: [
        { session: sessionOf(id), signIn: { userId: id, at: NOW, factors: ['email_otp'] } },
        { event: eventOf(id) },
      ],
    }));
    let batches = 0;
    const counted = new Proxy(env.DB, {
      get: (db, key) => {
        const value = Reflect.get(db, key) as unknown;
        if (key === 'batch') batches++;
        return typeof value === 'function' ? (value.bind(db) as unknown) : value;
      },
    });
    const { outcomes } = await consume(bodies, {
      store: createLedgerStore(createDatabase(counted)),
    });
    expect(new Set(outcomes)).toEqual(new Set(['acked']));
    expect(batches).toBe(1);
    expect(await rows('select count(*) as n from sessions')).toEqual([{ n: 100 }]);
    expect(await rows('select count(*) as n from audit_events')).toEqual([{ n: 100 }]);
    expect(await rows('select distinct last_login_at from users')).toEqual([
      { last_login_at: NOW },
    ]);
    expect(await rows('select last_used_at from user_factors')).toEqual([{ last_used_at: NOW }]);
    const [session] = await rows("select amr, device_name from sessions where user_id = 'user-3'");
    expect(session).toEqual({ amr: '["pwd","otp"]', device_name: 'Ada’s laptop' });
    const [event] = await rows("select metadata from audit_events where user_id = 'user-3'");
    expect(JSON.parse(String(event?.metadata))).toEqual(eventOf(null).metadata);
  });

  it('is the same however often and in which order it is told', async () => {
    await addUser('u');
    const started = sessionOf('u');
    const touched = { ...started, lastActivityAt: NOW + 5, seq: 2 };
    const ended = { ...touched, revokedAt: NOW + 9, revokeReason: 'logout', seq: 3 };
    const event = eventOf('u');
    const entries: LedgerEntry[] = [
      { session: ended, event },
      { session: started, signIn: { userId: 'u', at: NOW, factors: [] } },
      { session: touched, signIn: { userId: 'u', at: NOW - 7, factors: [] } },
    ];
    // The end overtakes the start: it brings the row with it.
    for (const entry of [...entries, ...entries]) await tell(entry);
    await tell(...entries.toReversed());
    expect(await sessionRows()).toEqual([{ id: started.id, revoked_at: NOW + 9, seq: 3 }]);
    expect(await rows('select count(*) as n from audit_events')).toEqual([{ n: 1 }]);
    expect(await rows('select last_login_at from users')).toEqual([{ last_login_at: NOW }]);
  });

  it('takes the end of a session that an earlier release began', async () => {
    await addUser('u');
    const old = sessionOf('u', { seq: 0 });
    const known = sessionOf('u');
    await tell({ session: old }, { session: known });
    const over = (id: string) => ({ over: { id, at: NOW + 1, reason: 'logout' } });
    await tell(over(old.id), over(known.id), over('unknown'));
    expect((await sessionRows()).filter(({ revoked_at: at }) => at !== null)).toEqual([
      { id: old.id, revoked_at: NOW + 1, seq: 0 },
    ]);
  });

  it('notes which client holds a session, none for one of our own routes or of before', async () => {
    await addUser('u');
    const [held, own, old] = [
      sessionOf('u', { clientId: 'c-1' }),
      sessionOf('u', { clientId: null }),
      sessionOf('u'),
    ];
    await tell(...[held, own, old].map((session) => ({ session })));
    // A refresh that changes times alone, after each of them.
    const next = { seq: 2, lastActivityAt: NOW + 5, lastRotationAt: NOW + 5 };
    await tell(...[held, own, old].map((session) => ({ session: { ...session, ...next } })));
    const found = await rows('select id, client_id, seq from sessions');
    expect(Object.fromEntries(found.map((row) => [row.id, [row.client_id, row.seq]]))).toEqual({
      [held.id]: ['c-1', 2],
      [own.id]: [null, 2],
      [old.id]: [null, 2],
    });
  });

  it('brings nobody back: an unknown user gets no session', async () => {
    const { outcomes } = await tell({
      session: sessionOf('nobody'),
      signIn: { userId: 'nobody', at: NOW, factors: ['email_otp'] },
    });
    expect(outcomes).toEqual(['acked']);
    expect(await sessionRows()).toEqual([]);
    expect(await rows('select id from users')).toEqual([]);
  });

  it('knows an erased person by the pseudonym alone', async () => {
    await env.DB.prepare('insert into erased_users values (?, ?, ?)')
      .bind(erasedDigest('gone'), 'pseudonym', NOW + 1000)
      .run();
    const own = eventOf('gone');
    const byAdmin = eventOf('gone', { actorId: 'admin' });
    const asAdmin = eventOf('other', { actorId: 'gone' });
    await tell({ event: own }, { event: byAdmin }, { event: asAdmin });
    const query = `select user_id, actor_id, session_id, ip_address, user_agent, request_id, metadata
      from audit_events where id = ?`;
    const stored = (id: string) => env.DB.prepare(query).bind(id).first();
    const nothing = { ip_address: null, user_agent: null, request_id: null };
    expect(await stored(own.id)).toEqual({
      ...{ user_id: 'pseudonym', actor_id: 'pseudonym', session_id: null, metadata: '{}' },
      ...nothing,
    });
    expect(await stored(byAdmin.id)).toMatchObject({ user_id: 'pseudonym', actor_id: 'admin' });
    expect(await stored(asAdmin.id)).toMatchObject({
      ...{ user_id: 'other', actor_id: 'pseudonym' },
      ...nothing,
    });
  });
});

describe('a message that cannot be read or written', () => {
  const good = () => ({ v: 1, entries: [{ event: eventOf('u') }] });
  const poison = () => ({ v: 1, entries: [{ event: eventOf('u', { id: 'poison' }) }] });
  const refusing: LedgerStore = {
    ...ledger,
    write: async (entries) => {
      if (entries.some(({ event }) => event?.id === 'poison')) throw new Error('refused');
      await ledger.write(entries);
    },
  };

  it('comes again, while the rest of the batch is written', async () => {
    const bodies = [good(), 'nonsense', good(), poison(), good(), { v: 2, entries: [] }];
    const { outcomes } = await consume(bodies, { store: refusing });
    expect(outcomes).toEqual(['acked', 'retried', 'acked', 'retried', 'acked', 'retried']);
    expect(await rows('select count(*) as n from audit_events')).toEqual([{ n: 3 }]);
  });

  it('is recorded and dropped from the dead-letter queue, where the others are written', async () => {
    const { outcomes, given } = await consume([good(), 'nonsense', poison()], {
      store: refusing,
      dead: true,
    });
    expect(outcomes).toEqual(['acked', 'acked', 'retried']);
    expect(given).toEqual([{ type: 'ledger', id: 'm1', userId: null }]);
    expect(await rows('select count(*) as n from audit_events')).toEqual([{ n: 1 }]);
  });

  it('is not looked for while D1 is away: all come again', async () => {
    let writes = 0;
    const down = createLedgerStore(createDatabase(brokenDatabase() as D1Database));
    const store: LedgerStore = {
      ...down,
      write: (entries) => {
        writes++;
        return down.write(entries);
      },
    };
    const { outcomes } = await consume(Array.from({ length: 9 }, good), { store });
    expect(new Set(outcomes)).toEqual(new Set(['retried']));
    expect(writes).toBe(1);
  });

  it('is no reason to write a batch that D1 has no room for', async () => {
    const filler = 'x'.repeat(90_000);
    const bodies = Array.from({ length: 30 }, () => ({
      v: 1,
      entries: [{ event: eventOf('u', { metadata: { filler } }) }],
    }));
    const { outcomes } = await consume(bodies);
    expect(new Set(outcomes)).toEqual(new Set(['acked']));
    expect(await rows('select count(*) as n from audit_events')).toEqual([{ n: 30 }]);
  });
});
