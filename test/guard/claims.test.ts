import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE } from '../../src/guard/redemption.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { HOUR } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`claims-${++counter}`);

/** A claim of a secret by a call. */
const claim = (by: string, now = NOW, overrides: Partial<RedeemSecret> = {}): RedeemSecret => ({
  digest: 'd',
  purpose: 'reset',
  issuedAt: NOW,
  since: 0,
  expiresAt: NOW + HOUR,
  rememberUntil: NOW + HOUR,
  epoch: null,
  now,
  by,
  leaseUntil: now + LEASE,
  ...overrides,
});
const uses = (by: string) => [{ digest: 'd', by }];
const change = (by: string, now = NOW) => ({
  nonce: `${by}-${now}`,
  deadline: now + LEASE / 2,
  uses: uses(by),
  now,
});
const isRefused = (call: Promise<unknown>) =>
  call.then(
    () => false,
    (error: Error) => error.message.includes('claimed by a later call'),
  );

describe('a claim of a secret', () => {
  it('keeps others out until its last millisecond, and one of fifty gets it then', async () => {
    const guard = freshGuard();
    expect(await guard.redeem(claim('one'))).toBe(true);
    expect(await guard.redeem(claim('two', NOW + LEASE - 1))).toBe(false);
    const late = Array.from({ length: 50 }, (_, index) =>
      guard.redeem(claim(`late-${index}`, NOW + LEASE)),
    );
    const won = (await Promise.all(late)).filter((verdict) => verdict !== false);
    expect(won).toEqual(['again']);
  });

  it('is final once settled, and is not settled by a call that has lost it', async () => {
    const guard = freshGuard();
    await guard.redeem(claim('one'));
    await guard.redeem(claim('two', NOW + LEASE));
    expect(await isRefused(guard.settle(uses('one')))).toBe(true);
    await guard.settle(uses('two'));
    expect(await guard.redeem(claim('three', NOW + HOUR / 2))).toBe(false);
  });

  it('is settled late, if nobody else has it', async () => {
    const guard = freshGuard();
    await guard.redeem(claim('one'));
    await guard.settle(uses('one'));
    expect(await guard.redeem(claim('two', NOW + LEASE))).toBe(false);
  });

  it('is released by its own call alone', async () => {
    const guard = freshGuard();
    await guard.redeem(claim('one'));
    await guard.redeem(claim('two', NOW + LEASE));
    await guard.release(['d'], 'one');
    expect(await guard.redeem(claim('three', NOW + LEASE))).toBe(false);
    await guard.release(['d'], 'two');
    // Of the first nobody knows what it did.
    expect(await guard.redeem(claim('three', NOW + LEASE))).toBe('again');
  });

  it('that is forgone after an earlier one lapsed goes back to that', async () => {
    const guard = freshGuard();
    await guard.redeem(claim('one'));
    await guard.redeem(claim('two', NOW + LEASE));
    const { digest, purpose, rememberUntil } = claim('two');
    await guard.forgo({ digest, purpose, rememberUntil, by: 'two' });
    expect(await guard.redeem(claim('three', NOW + LEASE))).toBe('again');
  });

  it('holds off its siblings and older ones, which are then used again too', async () => {
    const guard = freshGuard();
    const older = { digest: 'older', issuedAt: NOW - 1 };
    await guard.redeem(claim('one'));
    expect(await guard.redeem(claim('two', NOW + 1, older))).toBe(false);
    expect(await guard.redeem(claim('three', NOW + LEASE, older))).toBe('again');
    expect(
      await guard.redeem(claim('four', NOW + LEASE, { digest: 'newer', issuedAt: NOW + 1 })),
    ).toBe(true);
  });

  it('outlasts D1 once its change is announced, and lost announces nothing', async () => {
    const guard = freshGuard();
    await guard.redeem(claim('one'));
    const later = NOW + LEASE - 1;
    await guard.prepare(change('one', later));
    expect(await guard.redeem(claim('two', later + LEASE - 1))).toBe(false);
    await guard.redeem(claim('three', later + LEASE));
    expect(await isRefused(guard.prepare(change('one', later + LEASE)))).toBe(true);
  });

  it('of several secrets is one: none is claimed if one cannot be', async () => {
    const guard = freshGuard();
    const other = { digest: 'other', purpose: 'sign_in' };
    const both = (by: string, now = NOW) => [claim(by, now), claim(by, now, other)];
    await guard.redeem(claim('one', NOW, other));
    expect(await guard.redeemAll(both('two'))).toBe(false);
    expect(await guard.redeem(claim('three'))).toBe(true);
    expect(await guard.redeemAll(both('four', NOW + LEASE))).toBe('again');
  });

  it('of several secrets is settled as a whole, or not at all', async () => {
    const guard = freshGuard();
    const other = { digest: 'other', purpose: 'sign_in' };
    const both = (by: string, now = NOW) => [claim(by, now), claim(by, now, other)];
    const bothUses = (by: string) => [...uses(by), { digest: 'other', by }];
    await guard.redeemAll(both('one'));
    await guard.redeem(claim('two', NOW + LEASE, other));
    expect(await isRefused(guard.settle(bothUses('one')))).toBe(true);
    expect(await guard.redeemAll(both('three', NOW + 2 * LEASE))).toBe('again');
    await guard.settle(bothUses('three'));
    expect(await guard.redeem(claim('four', NOW + 4 * LEASE))).toBe(false);
    expect(await guard.redeem(claim('four', NOW + 4 * LEASE, other))).toBe(false);
  });

  it('of a code costs no try when it comes free', async () => {
    const guard = freshGuard();
    const attempt = { lane: 'strangers', purpose: 'reset', codeTtl: HOUR } as const;
    await guard.redeem(claim('one'));
    for (let times = 1; times <= 20; times++) {
      const now = NOW + times * LEASE;
      const secret = claim(`try-${times}`, now);
      expect(await guard.tryCode({ ...attempt, secrets: [secret], now })).toMatchObject({
        isRight: true,
        again: true,
      });
    }
  });

  it('lets exactly one call decide, however claims, releases, deaths and time interleave', async () => {
    const step = fc.record({
      kind: fc.constantFrom('claim', 'settle', 'release', 'wait'),
      who: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const guard = freshGuard();
        // What the guard ought to hold: who has the secret until when, and whether it is final.
        let holder: { by: string; until: number; isFinal: boolean } | null = null;
        let now = NOW;
        let lapsedOnce = false;
        let attempt = 0;
        const latest = new Map<string, string>();
        for (const { kind, who } of steps) {
          if (kind === 'wait') now += LEASE / 2;
          else if (kind === 'claim') {
            const by = `${who}-${++attempt}`;
            const free: boolean = holder === null || (!holder.isFinal && holder.until <= now);
            if (holder !== null && free) lapsedOnce = true;
            const expected = free && (lapsedOnce ? 'again' : true);
            expect(await guard.redeem(claim(by, now))).toBe(expected);
            if (free) {
              holder = { by, until: now + LEASE, isFinal: false };
              latest.set(who, by);
            }
          } else {
            const by = latest.get(who);
            if (by === undefined) continue;
            const isOwn: boolean = holder?.by === by;
            if (kind === 'settle') {
              expect(await isRefused(guard.settle(uses(by)))).toBe(!isOwn);
              if (isOwn) holder = { by, until: now, isFinal: true };
            } else {
              await guard.release(['d'], by);
              if (isOwn) holder = null;
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a claim by a passkey', () => {
  const passkey = { credentialId: 'key', registered: 4, counter: 5 };
  const use = (by: string, now = NOW, counter = 5) => ({
    passkey: { ...passkey, counter },
    secrets: [claim(by, now), claim(by, now, { digest: 'other', purpose: 'sign_in' })],
  });

  it('that lapses gives its counter back to the same proof, and to no other', async () => {
    const guard = freshGuard();
    expect((await guard.usePasskey(null, use('one'))).verdict).toBe('used');
    expect((await guard.usePasskey(null, use('two', NOW + LEASE - 1))).verdict).toBe('spent');
    expect((await guard.usePasskey(null, use('three', NOW + LEASE))).verdict).toBe('used');
    const copy = { ...passkey, counter: 5 };
    const secrets = [claim('four', NOW + LEASE, { digest: 'new', purpose: 'new' })];
    expect((await guard.usePasskey(null, { passkey: copy, secrets })).verdict).toBe('went_back');
  });

  it('keeps the counter of a later call when an earlier one releases its own', async () => {
    const guard = freshGuard();
    await guard.usePasskey(null, use('one'));
    await guard.usePasskey(null, use('two', NOW + LEASE));
    await guard.release(['d', 'other'], 'one');
    await guard.settle([...uses('two'), { digest: 'other', by: 'two' }]);
    const secrets = [claim('three', NOW + LEASE, { digest: 'new', purpose: 'new' })];
    expect((await guard.usePasskey(null, { passkey, secrets })).verdict).toBe('went_back');
  });

  it('is final if its counter went back: the owner is told once', async () => {
    const guard = freshGuard();
    expect((await guard.usePasskey(null, use('one', NOW, 3))).verdict).toBe('went_back');
    expect((await guard.usePasskey(null, use('two', NOW + LEASE, 3))).verdict).toBe('spent');
  });
});
