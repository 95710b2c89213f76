import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { AccountGuard } from '../../src/guard/account-guard.object.ts';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { newSession, trailOf } from '../support/sessions.ts';

const NOW = Date.UTC(2200, 0, 1);

const view: AccountView = {
  ...{ id: 'u', email: 'u@x', emailNormalized: 'u@x', username: null, hasPassword: true },
  ...{ firstName: '', lastName: '', displayName: '', timezone: 'UTC', locale: null },
  ...{
    status: 'active',
    roles: ['user'],
    factors: [],
    identities: [],
    emailVerifiedAt: 1,
    passwordChangedAt: 1,
  },
  ...{ signInEpoch: 1, rolesChangedAt: 0, lockedUntil: null, lastLoginAt: null, createdAt: 1 },
  version: 1,
};
const newer = { ...view, version: 2, signInEpoch: 2 };
const chain = (sessionId: string): OpenChain => ({
  ...{ sessionId, jti: `${sessionId}-first`, now: NOW, expiresAt: NOW + DAY, maxSessions: 2 },
  traits: { authTime: NOW, amr: ['pwd'], delivery: 'cookie' },
  ...{ origin: 'here', user: view, from: 'primary', wall: NOW, trail: trailOf() },
  session: newSession({ id: sessionId, createdAt: NOW, expiresAt: NOW + DAY }),
  ...{ factors: [], knownDevice: true },
  success: { lane: 'strangers' },
});
const policy = { threshold: 1, duration: HOUR };

/** Every method that writes to two places or more, and the table whose write comes last. */
const METHODS: [string, (guard: AccountGuard) => unknown, string][] = [
  ['open', (guard) => guard.open(chain('s3')), 'lanes'],
  [
    'open, with one session too many',
    (guard) => guard.open({ ...chain('s3'), success: undefined as never }),
    'update chains',
  ],
  [
    'learn',
    (guard) =>
      guard.learn({
        view: newer,
        readAt: NOW + DAY,
        revoked: [{ jti: 'j', expiresAt: NOW + DAY }],
        now: NOW,
      }),
    'pending',
  ],
  [
    'commit',
    (guard) =>
      guard.commit({
        nonce: 'n',
        view: newer,
        now: NOW,
        endAll: { reason: 'r', clearsTries: true },
      }),
    'update chains',
  ],
  [
    'endAll',
    (guard) => guard.endAll({ reason: 'r', now: NOW, epoch: 9, clearsTries: true }),
    'update chains',
  ],
  ['end', (guard) => guard.end('s1', { reason: 'r', now: NOW, trail: trailOf() }), 'update chains'],
  [
    'rotate',
    (guard) =>
      guard.rotate({
        sessionId: 's1',
        jti: 's1-first',
        successorJti: 'next',
        now: NOW + MINUTE,
        grace: MINUTE,
        origin: 'here',
        trail: trailOf(),
        limit: { limit: 9, window: HOUR },
      }),
    'update chains',
  ],
  [
    'unlock',
    (guard) =>
      guard.unlock({
        lane: 'strangers',
        mail: { lane: 'strangers', purpose: 'reset', key: 'k', now: NOW },
      }),
    'mails',
  ],
  [
    'usePasskey',
    (guard) =>
      guard.usePasskey(null, {
        passkey: { credentialId: 'a', counter: 1, registered: 0 },
        secrets: [
          {
            ...{ digest: 'd', purpose: 'd', issuedAt: NOW, since: 0, epoch: null, now: NOW },
            ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR },
          },
        ],
      }),
    'counters',
  ],
];

/** Triggers that raise at the last write of a method. */
const FAULTS: Record<string, string> = {
  lanes: 'before delete on lanes',
  'update chains': 'before update on chains',
  'second chain': "before update on chains when new.session_id = 's2'",
  chains: 'before delete on chains',
  pending: 'before delete on pending',
  mails: 'before insert on sent_mails',
  counters: 'before insert on passkey_counters',
};

let counter = 0;

describe('a method of the guard that fails half-way', () => {
  it.each(METHODS)('keeps nothing, and works the next time: %s', async (_, call, fault) => {
    const stub = env.ACCOUNT_GUARD.getByName(`atomic-${++counter}`);
    await runInDurableObject(stub, async (guard: AccountGuard, { storage }) => {
      guard.open(chain('s1'));
      guard.open(chain('s2'));
      guard.charge({ lane: 'strangers', now: NOW, policy });
      guard.tryCode({ purpose: 'reset', secrets: [], lane: 'strangers', now: NOW, codeTtl: HOUR });
      guard.prepare({ nonce: 'n', deadline: NOW, now: NOW });
      await sent(storage);
      const before = await contents(storage);
      storage.sql.exec(
        `create trigger fault ${FAULTS[fault]} begin select raise(abort, 'fault'); end`,
      );
      expect(() => call(guard)).toThrow('fault');
      storage.sql.exec('drop trigger fault');
      expect(await contents(storage)).toEqual(before);
      call(guard);
      expect(await contents(storage)).not.toEqual(before);
    });
  });

  it('makes no tables and sets no alarm if it was the first, and both the next time', async () => {
    const stub = env.ACCOUNT_GUARD.getByName(`atomic-${++counter}`);
    await runInDurableObject(stub, async (guard: AccountGuard, { storage }) => {
      // A session that cannot be written as JSON: the account was written before it.
      const broken = { ...chain('s1'), traits: { amr: 1n } } as unknown as OpenChain;
      expect(() => guard.open(broken)).toThrow();
      expect(await storage.getAlarm()).toBeNull();
      expect(guard.live({ sessionId: 's1', jti: null, now: NOW, wall: NOW, idleTtl: 0 })).toEqual({
        kind: 'over',
      });
      expect(guard.open(chain('s1'))).toMatchObject({ opened: true });
      expect(await storage.getAlarm()).toBe(NOW + MINUTE);
    });
  });
});

/** Waits until the outbox was sent, which is after the answer. */
async function sent({ sql }: DurableObjectStorage): Promise<void> {
  while (sql.exec<{ n: number }>('select count(*) as n from outbox').one().n > 0)
    await scheduler.wait(1);
}

/** Every row of every table, and the alarm. */
async function contents(storage: DurableObjectStorage) {
  const { sql } = storage;
  const tables = sql
    .exec<{ name: string }>(
      "select name from sqlite_master where type = 'table' and name not glob '_cf_*' order by name",
    )
    .toArray();
  const rows = tables.map(({ name }) => [name, sql.exec(`select * from ${name}`).toArray()]);
  return { rows, alarm: await storage.getAlarm() };
}
