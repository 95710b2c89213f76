import { describe, expect, it } from 'vitest';
import type { ProofDemand } from '../../src/guard/grant-calls.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { arrange, issue, PROVED, REQUEST, TRAITS } from './codes-world.ts';
import { NOW, withParts } from './guard-parts.ts';

const { delivery: _, ...PROOF } = TRAITS;

describe('a code', () => {
  it('is issued for a minute, with what the session was proved by', () =>
    withParts((parts) => {
      arrange(parts);
      expect(issue(parts)).toMatchObject({
        kind: 'issued',
        live: { kind: 'live', traits: TRAITS },
      });
      const times = { issuedAt: NOW, expiresAt: NOW + MINUTE };
      const code = { ...REQUEST, begunIn: 's', ...PROOF, ...times };
      expect(parts.codes.find('d')).toEqual({ code, tries: 0, grantId: null });
    }));

  it('has no more of the proof than the session has', () =>
    withParts((parts) => {
      arrange(parts, { traits: { authTime: PROVED, amr: ['otp'], delivery: 'cookie' } });
      issue(parts);
      const { code } = parts.codes.find('d') ?? {};
      expect(code).toMatchObject({ authTime: PROVED, amr: ['otp'] });
      expect(code).not.toHaveProperty('proofs');
      expect(code).not.toHaveProperty('identity');
    }));

  it('is not issued in a session that is over or unknown, nor in a grant', () =>
    withParts((parts) => {
      arrange(parts);
      const shown = { refreshJti: 'other' };
      expect(issue(parts, { shown })).toEqual({ kind: 'over' });
      const grant = { clientId: 'app', scope: 'openid', resource: null, jkt: null, begunIn: 's' };
      parts.chainsKept.writeTraits('s', { ...TRAITS, grant });
      expect(issue(parts)).toEqual({ kind: 'over' });
      parts.tables.change('update account set view = null');
      expect(issue(parts)).toEqual({ kind: 'unknown' });
      expect(parts.codes.find('d')).toBeNull();
    }));
});

describe('a code that demands a proof', () => {
  const step = (factors: string[], since: number) => ({ secondStep: { factors, since } });
  it.each<[boolean, ProofDemand, string[], string[]]>([
    [true, {}, ['pwd'], ['totp']],
    [true, { since: PROVED }, ['pwd'], []],
    [false, { since: PROVED + 1 }, ['pwd'], []],
    [false, { since: PROVED + 1 }, ['pwd', 'mfa'], []],
    [false, { twoFactors: true }, ['pwd'], []],
    [true, { twoFactors: true }, ['pwd', 'mfa'], []],
    [true, { twoFactors: false }, ['pwd'], []],
    [true, step(['totp', 'passkey'], PROVED), ['pwd'], ['totp']],
    [false, step(['totp', 'passkey'], PROVED + 1), ['pwd'], ['totp']],
    [true, step(['totp', 'passkey'], PROVED + 1), ['pwd', 'mfa'], ['totp']],
    [true, step(['passkey'], PROVED + 1), ['pwd'], ['totp']],
    [true, step(['totp'], PROVED + 1), ['pwd'], []],
    [false, { twoFactors: true, ...step(['totp'], 0) }, ['pwd'], []],
  ])('is issued (%s) for %j in a session of %j with %j', (isMet, demand, amr, factors) =>
    withParts((parts) => {
      arrange(parts, { traits: { ...TRAITS, amr } }, factors);
      expect(issue(parts, { demand })).toMatchObject({
        ...{ kind: isMet ? 'issued' : 'proof_due', live: { kind: 'live' } },
      });
      expect(parts.codes.find('d') !== null).toBe(isMet);
    }),
  );
});

describe('a code that needs a consent', () => {
  const asked = { needsConsent: true };
  const untilOf = (parts: Parameters<typeof issue>[0]) =>
    parts.tables.rows<{ at: number }>('select expires_at as at from consents')[0]?.at;

  it('is issued where all of its scope was consented to, which then is kept', () =>
    withParts((parts) => {
      arrange(parts);
      const consent = { clientId: 'app', scope: 'email profile openid', now: NOW - DAY };
      parts.consents.save(consent);
      expect(issue(parts).kind).toBe('issued');
      expect(untilOf(parts)).toBe(NOW + 399 * DAY);
      expect(issue(parts, { ...asked, digest: 'e' }).kind).toBe('issued');
      expect(untilOf(parts)).toBe(NOW + 400 * DAY);
    }));

  it('is not issued without, or with a consent to less', () =>
    withParts((parts) => {
      arrange(parts);
      parts.consents.save({ clientId: 'other', scope: REQUEST.scope, now: NOW });
      const due = { kind: 'consent', live: { kind: 'live' } };
      expect(issue(parts, asked)).toMatchObject({ ...due, consented: null });
      parts.consents.save({ clientId: 'app', scope: 'openid', now: NOW - DAY });
      expect(issue(parts, asked)).toMatchObject({ ...due, consented: 'openid' });
      expect(parts.codes.find('d')).toBeNull();
      expect(issue(parts, { request: { scope: 'openid' }, ...asked }).kind).toBe('issued');
    }));
});

describe('a code that uses something up', () => {
  it('is issued once for it, and for nothing else', () =>
    withParts((parts) => {
      arrange(parts);
      expect(issue(parts, { usesOnce: 'handle' }).kind).toBe('issued');
      expect(issue(parts, { usesOnce: 'handle', digest: 'e' })).toMatchObject({
        ...{ kind: 'used', live: { kind: 'live' } },
      });
      expect(parts.codes.find('e')).toBeNull();
      // A second one uses none of the others up.
      const later = { shown: { now: NOW + 1 } };
      expect(issue(parts, { usesOnce: 'other', digest: 'e', ...later }).kind).toBe('issued');
      expect(issue(parts, { usesOnce: 'third', digest: 'f' }).kind).toBe('issued');
      const query = 'select min(expires_at) as at from used_secrets';
      expect(parts.tables.rows(query)).toEqual([{ at: NOW + HOUR }]);
    }));

  it('uses it up only as it is issued', () =>
    withParts((parts) => {
      arrange(parts);
      const given = { usesOnce: 'handle', demand: { twoFactors: true } };
      expect(issue(parts, given).kind).toBe('proof_due');
      expect(issue(parts, { usesOnce: 'handle', needsConsent: true }).kind).toBe('consent');
      expect(issue(parts, { usesOnce: 'handle' }).kind).toBe('issued');
    }));
});
