import { describe, expect, it } from 'vitest';
import { AccountStorage } from '../../src/guard/account-storage.ts';
import { SecretStorage } from '../../src/guard/secret-storage.ts';
import { Secrets } from '../../src/guard/secrets.ts';
import { Tries } from '../../src/guard/tries.ts';
import type { RedeemSecret, TryCode } from '../../src/guard/try-calls.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
const CLAIM = NOW + MINUTE;

const withSecrets = (work: (secrets: Secrets) => void) =>
  withTables('codes', (tables) => {
    const tries = new Tries(new TryStorage(tables));
    work(new Secrets(new SecretStorage(tables), new AccountStorage(tables), tries));
  });
const secret = (more: Partial<RedeemSecret> = {}): RedeemSecret => ({
  ...{ digest: 'a', purpose: 'reset', issuedAt: NOW, since: 0, epoch: 0, now: NOW },
  ...{ expiresAt: NOW + HOUR, rememberUntil: NOW + HOUR, ...more },
});
const claim = (by: string, now = NOW) => secret({ by, now, leaseUntil: now + MINUTE });
const code = (more: Partial<TryCode> = {}): TryCode => ({
  ...{ purpose: 'reset', secrets: [], lane: 'strangers', now: NOW, codeTtl: 10 * MINUTE, ...more },
});

describe('a code', () => {
  const RIGHT = [secret()];
  const WRONG = { isRight: false, usesUp: false, first: false, shut: false, count: null };

  it('is right once, and costs nothing', () =>
    withSecrets((secrets) => {
      expect(secrets.tryCode(code({ secrets: RIGHT }))).toEqual({ isRight: true, count: null });
      expect(secrets.tryCode(code({ secrets: RIGHT }))).toEqual(WRONG);
    }));

  it('is right again after a claim of it has lapsed', () =>
    withSecrets((secrets) => {
      secrets.tryCode(code({ secrets: [claim('one')] }));
      const again = { isRight: true, again: true, count: null };
      const later = claim('two', CLAIM);
      expect(secrets.tryCode(code({ secrets: [later], now: CLAIM }))).toEqual(again);
    }));

  it('is not tried, though it is right, once its tries are used up', () =>
    withSecrets((secrets) => {
      for (let tries = 0; tries < 5; tries++) expect(secrets.tryCode(code())).toEqual(WRONG);
      expect(secrets.tryCode(code({ secrets: RIGHT }))).toEqual(WRONG);
      expect(secrets.isRedeemable(secret())).toBe(true);
      expect(secrets.tryCode(code({ secrets: RIGHT, lane: 'device:a' })).isRight).toBe(true);
    }));

  it('shows what its failure does to the lane', () =>
    withSecrets((secrets) => {
      const failed = secrets.tryCode(code({ lane: 'device:a' }));
      expect(failed).toEqual({ ...WRONG, first: true });
    }));

  it('is tried within the limit that comes with it, and not over that', () =>
    withSecrets((secrets) => {
      const limit = { key: 'k', limit: 1, window: HOUR };
      const counted = (used: number) => ({ used, endsAt: NOW + HOUR });
      const within = { isRight: true, count: counted(1) };
      expect(secrets.tryCode(code({ limit, secrets: RIGHT }))).toEqual(within);
      const other = secret({ digest: 'b', purpose: 'b' });
      const over = secrets.tryCode(code({ limit, secrets: [other] }));
      expect(over).toEqual({ ...WRONG, count: counted(2) });
      expect(secrets.isRedeemable(other)).toBe(true);
    }));
});
