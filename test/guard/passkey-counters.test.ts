import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PasskeyCounters } from '../../src/guard/passkey-counters.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
let guards = 0;
let challenges = 0;

const freshGuard = () => env.ACCOUNT_GUARD.getByName(`passkeys-${++guards}`);
const secret = (digest = `passkey:${++challenges}`, epoch = 0) => ({
  ...{ digest, purpose: `passkey/${digest}`, issuedAt: NOW, since: 0, epoch, now: NOW },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR },
});

type Guard = ReturnType<typeof freshGuard>;
async function use(
  guard: Guard,
  counter: number,
  more: { registered?: number; digest?: string } = {},
) {
  const passkey = { credentialId: 'a', counter, registered: more.registered ?? 0 };
  const { verdict } = await guard.usePasskey(null, { passkey, secrets: [secret(more.digest)] });
  return verdict;
}

describe('the counter of a passkey', () => {
  it('only rises, or is never counted', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(3),
        fc.array(fc.nat(5), { maxLength: 8 }),
        async (registered, all) => {
          const guard = freshGuard();
          let known = registered;
          for (const counter of all) {
            const rises = counter > known || (counter === 0 && known === 0);
            expect(await use(guard, counter, { registered })).toBe(rises ? 'used' : 'went_back');
            if (rises) known = counter;
          }
        },
      ),
      { numRuns: 20 },
    ));

  it('is taken back with the challenge that it came with, and with no other', async () => {
    const guard = freshGuard();
    expect(await use(guard, 4, { digest: 'first' })).toBe('used');
    expect(await use(guard, 5, { digest: 'second' })).toBe('used');
    await guard.release(['first']);
    expect(await use(guard, 5)).toBe('went_back');
    await guard.release(['second']);
    expect(await use(guard, 5, { digest: 'second' })).toBe('used');
  });

  it('stays where it is if the challenge or the sign-in is spent', async () => {
    const guard = freshGuard();
    const [first, waiting] = [secret(), secret('sign-in')];
    const present = async (counter: number, challenge = secret()) => {
      const passkey = { credentialId: 'a', counter, registered: 0 };
      return (await guard.usePasskey(null, { passkey, secrets: [challenge, waiting] })).verdict;
    };
    expect(await present(1, first)).toBe('used');
    expect(await present(2, first)).toBe('spent');
    expect(await present(2)).toBe('spent');
    expect(await use(guard, 2)).toBe('used');
  });

  it('is compared only once the challenge is used up', async () => {
    const guard = freshGuard();
    await use(guard, 5);
    expect(await use(guard, 4, { digest: 'copied' })).toBe('went_back');
    expect(await use(guard, 6, { digest: 'copied' })).toBe('spent');
  });

  it('is one of many: each passkey has its own', async () => {
    const guard = freshGuard();
    await use(guard, 5);
    const other = { credentialId: 'b', counter: 1, registered: 0 };
    const used = await guard.usePasskey(null, { passkey: other, secrets: [secret()] });
    expect(used.verdict).toBe('used');
  });
});

describe('a kept counter', () => {
  const passkey = (counter: number, credentialId = 'a') => ({
    ...{ credentialId, counter, registered: 0 },
  });

  it('goes back to the one before, of those that came with the challenge alone', () =>
    withTables('passkeys', (tables) => {
      const counters = new PasskeyCounters(tables);
      counters.keep(passkey(4), 'first', NOW);
      counters.keep(passkey(6), 'second', NOW);
      counters.keep(passkey(6, 'b'), 'third', NOW);
      counters.release('second');
      expect(counters.mayFollow(passkey(5), 'another')).toBe(true);
      expect(counters.mayFollow(passkey(4), 'another')).toBe(false);
      expect(counters.mayFollow(passkey(6, 'b'), 'another')).toBe(false);
    }));

  it('of the same proof, whose request died, counts from the one before', () =>
    withTables('passkeys', (tables) => {
      const counters = new PasskeyCounters(tables);
      counters.keep(passkey(4), 'first', NOW);
      for (const _ of ['once', 'again']) counters.keep(passkey(6), 'second', NOW);
      expect(counters.mayFollow(passkey(6), 'second')).toBe(true);
      expect(counters.mayFollow(passkey(4), 'second')).toBe(false);
      counters.release('second');
      expect(counters.mayFollow(passkey(5), 'another')).toBe(true);
    }));

  it('is kept for ten years after its last use, and no row for those that never count', () =>
    withTables('passkeys', (tables) => {
      const counters = new PasskeyCounters(tables);
      counters.keep(passkey(1), 'first', NOW);
      counters.keep(passkey(2), 'second', NOW + DAY);
      counters.keep(passkey(0, 'b'), 'third', NOW);
      const kept = tables.rows('select credential, counter, expires_at from passkey_counters');
      const until = NOW + DAY + 3650 * DAY;
      expect(kept).toEqual([{ credential: 'a', counter: 2, expires_at: until }]);
    }));
});
