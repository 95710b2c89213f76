import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { OpenChain, StepUp } from '../../src/guard/guard-calls.ts';
import { LEASE } from '../../src/guard/redemption.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { storedSession, trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { NOW, sessionOf } from './guard-parts.ts';

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`sessions-${++counter}`);

const opens = (sessionId: string, given: Partial<OpenChain> = {}): OpenChain => ({
  ...sessionOf(sessionId),
  ...{ user: viewOf(), from: 'primary', wall: NOW, factors: [], knownDevice: true },
  trail: trailOf(),
  ...given,
});
const claim = (by: string, now: number): RedeemSecret => ({
  ...{ digest: 'd', purpose: 'reset', issuedAt: NOW, since: 0, epoch: null },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR },
  ...{ now, by, leaseUntil: now + LEASE },
});
const uses = [{ digest: 'd', by: 'one' }];

/** A guard whose secret is claimed by the call `one`, and a session. */
async function arrange() {
  const guard = freshGuard();
  await guard.open(opens('s'));
  await guard.redeem(claim('one', NOW));
  /** Whether the claim is final: otherwise it lapses. */
  const isSettled = async () => (await guard.redeem(claim('late', NOW + LEASE))) === false;
  return { guard, isSettled };
}

describe('a session that is opened by a secret', () => {
  it('uses it up for good', async () => {
    const { guard, isSettled } = await arrange();
    expect(await guard.open(opens('t', { uses }))).toMatchObject({ opened: true });
    expect(await isSettled()).toBe(true);
  });

  it('leaves it claimed where it is not opened', async () => {
    const { guard, isSettled } = await arrange();
    const stale = opens('t', { uses, from: 'replica', user: viewOf({ version: 9 }) });
    expect(await guard.open(stale)).toEqual({ opened: false, why: 'stale' });
    expect(await isSettled()).toBe(false);
  });

  it('is not opened once another call has the secret', async () => {
    const { guard } = await arrange();
    await guard.redeem(claim('two', NOW + LEASE));
    expect(await guard.open(opens('t', { uses }))).toEqual({ opened: false, why: 'overtaken' });
    const live = await guard.listSessions({ now: NOW, idleTtl: 0 });
    expect(live?.map(({ id }) => id)).toEqual(['s']);
  });
});

describe('a proof in a session', () => {
  const proof = (sessionId: string): StepUp => ({
    ...{ sessionId, now: NOW, amr: ['otp'], proofs: ['totp'], factors: [], jti: 'next' },
    ...{ trail: trailOf(), uses },
  });

  it.each([
    ['s', true],
    ['none', false],
  ])('uses its secret up if the session lives: in %s, %s', async (sessionId, isAlive) => {
    const { guard, isSettled } = await arrange();
    expect((await guard.stepUp(proof(sessionId))) !== null).toBe(isAlive);
    expect(await isSettled()).toBe(isAlive);
  });
});

describe('the sessions of an earlier release', () => {
  const row = storedSession({ id: 's', createdAt: NOW, expiresAt: NOW + HOUR, city: 'Bern' });

  it('are listed once the guard is taught them, and not taught after an erasure', async () => {
    const guard = freshGuard();
    await guard.open(opens('s'));
    await runInDurableObject(guard, (_, { storage }) =>
      storage.sql.exec('update chains set session = null'),
    );
    const list = () => guard.listSessions({ now: NOW, idleTtl: 0 });
    expect([await list(), await guard.listSessions(null)]).toEqual([null, null]);
    const teach = () => guard.learnSessions({ userId: 'u', rows: [row], now: NOW });
    await guard.close(NOW);
    await teach();
    await guard.reopen();
    expect(await list()).toBeNull();
    await teach();
    expect(await list()).toMatchObject([{ id: 's', city: 'Bern' }]);
    await guard.end('s', { reason: 'admin', now: NOW, trail: trailOf() });
    expect(await list()).toEqual([]);
    expect(await guard.listSessions(null)).toMatchObject([{ id: 's', revokeReason: 'admin' }]);
  });
});

describe('the end of all sessions', () => {
  it.each([true, false, undefined])('clears the tries if it is to: %s', async (clearsTries) => {
    const guard = freshGuard();
    const attempt = { lane: 'strangers', purpose: 'reset', codeTtl: 5 * MINUTE } as const;
    const wrong = () => guard.tryCode({ ...attempt, secrets: [], now: NOW });
    for (let times = 0; times < 5; times++) await wrong();
    const secrets = [claim('one', NOW)];
    const right = () => guard.tryCode({ ...attempt, secrets, now: NOW });
    expect((await right()).isRight).toBe(false);
    await guard.endAll({
      reason: 'admin',
      now: NOW,
      ...(clearsTries !== undefined && { clearsTries }),
    });
    expect((await right()).isRight).toBe(clearsTries === true);
  });
});
