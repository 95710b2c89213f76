import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../src/audit/table.ts';
import { LEASE } from '../../src/guard/redemption.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import type { Commit, Prepare, PresentedAccess } from '../../src/guard/version-calls.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { viewOf } from '../support/views.ts';
import { END, NOW, signIn } from './over-storage.ts';

let counter = 0;
/** A guard in which a session has begun. */
async function begin() {
  const guard = env.ACCOUNT_GUARD.getByName(`version-${++counter}`);
  await guard.open(signIn({ user: viewOf({ version: 1 }) }));
  const select = (query: string) =>
    runInDurableObject(guard, (_, { storage }) => storage.sql.exec(query).toArray());
  const column = async (sql: string) => (await select(sql)).flatMap((row) => Object.values(row));
  const pending = () => column('select nonce from pending');
  const leases = () => column('select lease_until from used_secrets');
  return { guard, select, pending, leases };
}
const presented = (given: Partial<PresentedAccess> = {}): PresentedAccess => ({
  ...{ sessionId: 's', jti: 'j', now: NOW, wall: NOW, idleTtl: 0, ...given },
});
const UNKNOWN = presented({ sessionId: 'unknown' });
const change = (given: Partial<Prepare> = {}): Prepare => ({
  ...{ nonce: 'n', deadline: NOW + LEASE, now: NOW, ...given },
});
const commit = (given: Partial<Commit> = {}): Commit => ({
  ...{ nonce: 'n', view: viewOf({ version: 2 }), now: NOW, ...given },
});
const claim = (by: string, now = NOW): RedeemSecret => ({
  ...{ digest: 'd', purpose: 'reset', issuedAt: NOW, since: 0, epoch: null, now, by },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR, leaseUntil: now + LEASE },
});
const uses = [{ digest: 'd', by: 'one' }];
type Guard = Awaited<ReturnType<typeof begin>>['guard'];
const POLICY = { threshold: 1, duration: HOUR };
const strangers = { lane: 'strangers', now: NOW, policy: POLICY } as const;
const charge = (guard: Guard) => guard.charge(strangers).then(({ allowed }) => allowed);

describe('a token that is shown to its guard', () => {
  it('is good for any number of requests, but with one proof for one', async () => {
    const { guard, select } = await begin();
    const proof = { digest: 'p', expiresAt: NOW + HOUR };
    const kindOf = async (given: PresentedAccess) => (await guard.live(given)).kind;
    expect(await kindOf(presented())).toBe('live');
    expect(await kindOf({ ...UNKNOWN, proof })).toBe('over');
    expect(await select('select * from used_proofs')).toEqual([]);
    expect(await kindOf(presented({ proof }))).toBe('live');
    expect(await kindOf(presented({ proof }))).toBe('proof_used');
    expect(await kindOf(presented())).toBe('live');
  });

  it('is one to refresh with, if it is current', async () => {
    const { guard } = await begin();
    const shown = (refreshJti: string) =>
      guard.liveByRefresh({ ...presented({ jti: null }), refreshJti, grace: 0 });
    expect((await shown('s-1')).kind).toBe('live');
    expect((await shown('another')).kind).toBe('over');
  });

  it('allows its holder a change, and nobody else one', async () => {
    const { guard, pending } = await begin();
    const refused = { verdict: { kind: 'over' }, done: null };
    expect(await guard.prepareBy(UNKNOWN, change())).toEqual(refused);
    expect(await pending()).toEqual([]);
    const allowed = { verdict: { kind: 'live' }, done: { erased: false, since: 1 } };
    expect(await guard.prepareBy(presented(), change())).toMatchObject(allowed);
    expect(await pending()).toEqual(['n']);
  });

  it('allows its holder an attempt, which learns whether a change is pending', async () => {
    const { guard } = await begin();
    expect((await guard.attemptBy(UNKNOWN, strangers)).done).toBeNull();
    const first = await guard.attemptBy(presented(), strangers);
    expect(first.done).toMatchObject({ charge: { allowed: true }, isPending: false });
    await guard.prepare(change());
    const second = await guard.attemptBy(presented(), strangers);
    expect(second.done).toMatchObject({ charge: { allowed: false }, isPending: true });
  });
});

describe('a row that a guard is taught', () => {
  it('settles what died, and says what the guard lacks of the history', async () => {
    const { guard, pending } = await begin();
    await guard.prepare(change({ deadline: NOW - HOUR }));
    const row = { view: viewOf({ version: 2 }), readAt: NOW, revoked: [], now: NOW };
    const lacks = await guard.learn(row);
    expect(lacks?.since).toBe(0);
    expect(await pending()).toEqual([]);
    const whole = { edition: lacks?.edition ?? 0, now: NOW, until: END };
    await guard.learnHistory({ events: [], whole });
    expect(await guard.learn(row)).toBeNull();
  });
});

describe('a change that is announced', () => {
  it('keeps what allows it claimed, and ends the lock of the password that does', async () => {
    const { guard, pending, leases } = await begin();
    await guard.redeem(claim('one'));
    await charge(guard);
    expect(await guard.prepare(change({ uses, now: NOW + 5 }))).toEqual({
      erased: false,
      since: 1,
    });
    expect(await leases()).toEqual([NOW + 5 + LEASE]);
    expect(await charge(guard)).toBe(false);
    const success = { lane: 'strangers' } as const;
    await guard.prepare(change({ nonce: 'm', success }));
    expect(await charge(guard)).toBe(true);
    expect(await pending()).toEqual(['m', 'n']);
  });

  it('extends no claim of an account that is being erased, whoever has it', async () => {
    const { guard, pending, leases } = await begin();
    await guard.redeem(claim('another'));
    await guard.close(NOW);
    expect(await guard.prepare(change({ uses, now: NOW + 5 }))).toEqual({ erased: true });
    expect(await leases()).toEqual([NOW + LEASE]);
    expect(await pending()).toEqual(['n']);
  });

  it('goes with the secrets that allow it, or not at all', async () => {
    const { guard, pending, leases } = await begin();
    expect(await guard.redeemToChange([claim('one')], change())).toMatchObject({ since: 1 });
    expect(await leases()).toEqual([NOW + LEASE]);
    expect(await guard.redeemToChange([claim('two')], change({ nonce: 'm' }))).toBeNull();
    expect(await pending()).toEqual(['n']);
    const lapsed = [claim('three', NOW + LEASE)];
    expect(await guard.redeemToChange(lapsed, change({ nonce: 'm' }))).not.toBeNull();
  });

  it('is forgotten if D1 will not make it', async () => {
    const { guard, pending } = await begin();
    await guard.prepare(change());
    await guard.prepare(change({ nonce: 'm' }));
    expect(await guard.abandon('n')).toBeNull();
    expect(await pending()).toEqual(['m']);
  });
});

describe('a change that D1 has made', () => {
  const row = {
    ...{ id: '0', type: 'account.locked', riskLevel: 'high', userId: 'u', actorId: 'u' },
    ...{ sessionId: null, ipAddress: null, userAgent: null, requestId: null, metadata: {} },
    createdAt: NOW,
  } as AuditRow;
  const events = [{ row, keepUntil: END }];
  const voids = { purposes: ['other'], rememberUntil: NOW + HOUR };
  const ofVoids = "select issued_at from used_secrets where purpose = 'other'";
  const ofEvent = "select id from events where id = '0'";

  it('is adopted with its secrets, its events and what it voids', async () => {
    const { guard, select, leases } = await begin();
    await guard.redeem(claim('one'));
    await guard.prepare(change());
    expect(await guard.commit(commit({ uses, events, voids, now: NOW + 1 }))).toBeNull();
    expect(await leases()).toEqual([null, null]);
    expect(await select(ofEvent)).toHaveLength(1);
    expect(await select(ofVoids)).toEqual([{ issued_at: NOW }]);
    expect(await select('select version from account')).toEqual([{ version: 2 }]);
  });

  it('is adopted without a use that another call has taken', async () => {
    const { guard, select, leases } = await begin();
    await guard.redeem(claim('another'));
    await guard.prepare(change());
    await guard.commit(commit({ uses }));
    expect(await leases()).toEqual([NOW + LEASE]);
    expect(await select('select version from account')).toEqual([{ version: 2 }]);
  });

  it('leaves an account alone that is being erased', async () => {
    const { guard, select, leases } = await begin();
    await guard.redeem(claim('one'));
    await guard.prepare(change());
    await guard.close(NOW);
    expect(await guard.commit(commit({ uses, events, voids }))).toBeNull();
    expect(await leases()).toEqual([NOW + LEASE]);
    expect(await select(ofEvent)).toEqual([]);
    expect(await select(ofVoids)).toEqual([]);
    expect(await select('select version from account')).toEqual([{ version: 1 }]);
  });

  it('restores tries if it is told to, and keeps one session with a new token', async () => {
    const { guard } = await begin();
    await guard.prepare(change());
    await charge(guard);
    const keep = { sessionId: 's', jti: 's-2' };
    const endAll = { reason: 'password_changed', keep };
    expect(await guard.commit(commit({ endAll }))).toMatchObject({ jti: 's-2' });
    expect(await charge(guard)).toBe(false);
    await guard.commit(commit({ endAll: { ...endAll, clearsTries: true } }));
    expect(await charge(guard)).toBe(true);
  });
});
