import { describe, expect, it } from 'vitest';
import type { StepUp } from '../../src/guard/guard-calls.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { END, NOW, overStorage, type Parts, signIn } from './over-storage.ts';

const LATER = NOW + HOUR;
const stepUp = (given: Partial<StepUp> = {}): StepUp => ({
  ...{ sessionId: 's', now: LATER, amr: ['pwd', 'otp'], proofs: ['password', 'totp'] },
  ...{ factors: ['totp'], jti: 's-2', trail: trailOf('ada') },
  ...given,
});
function begin(parts: Parts): void {
  parts.signIns.open(signIn({ user: viewOf({ roles: ['user', 'staff'] }) }));
  parts.happened();
  parts.told();
}
const pendingWith = (given: object) => ({
  ...{ nonce: 'n', deadline: NOW + HOUR, since: 0, tightens: {}, ends: [] },
  ...given,
});

describe('a step-up', () => {
  it('gives its session a new token and the new proofs, as of now', async () => {
    await overStorage((parts) => {
      begin(parts);
      const { delivery } = signIn().traits;
      const amr = ['pwd', 'otp'];
      const traits = { authTime: LATER, amr, proofs: ['password', 'totp'], delivery };
      expect(parts.stepUps.stepUp(stepUp())).toEqual({
        ...{ ...traits, roles: ['user', 'staff'], emailVerified: false },
        ...{ jti: 's-2', issuedAt: LATER, expiresAt: END },
      });
      const stored = parts.kept.read('s');
      expect(stored?.traits).toEqual(traits);
      expect(stored?.touchedAt).toBe(NOW);
      expect(stored?.chain).toMatchObject({ currentJti: 's-2', currentIssuedAt: LATER });
      expect(stored?.chain.retired).toEqual([{ jti: 's-1', retiredAt: LATER }]);
      expect(stored?.session).toMatchObject({ amr, seq: 2 });
    });
  });

  it('keeps former tokens good for their grace', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.stepUps.stepUp(stepUp({ now: LATER - 1 }));
      parts.stepUps.stepUp(stepUp({ jti: 's-3' }));
      const jtis = parts.kept.read('s')?.chain.retired.map(({ jti }) => jti);
      expect(jtis).toEqual(['s-1', 's-2']);
    });
  });

  it('is recorded, with the factors that were used, and told to D1', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.stepUps.stepUp(stepUp());
      expect(parts.happened()).toEqual([
        ['session.stepped_up', 's', { amr: 'pwd otp' }, LATER],
        ['factor.used', 's', { kind: 'totp' }, LATER],
      ]);
      const used = { userId: 'ada', at: LATER, factors: ['totp'] };
      expect(parts.told()).toContainEqual({ used });
    });
  });

  it('tells D1 of no factor if none was used, and of no row that an earlier release has', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.tables.change('update chains set session = null');
      expect(parts.stepUps.stepUp(stepUp({ factors: [] }))).toMatchObject({ jti: 's-2' });
      expect(parts.told()).toEqual([]);
      expect(parts.happened()).toHaveLength(1);
      expect(parts.kept.read('s')?.session).toBeNull();
    });
  });

  it('ends failures in a row if its tries were charged', async () => {
    await overStorage((parts) => {
      begin(parts);
      const lane = 'session:s' as const;
      const row = () => parts.triesKept.readFailures(`${lane}/row`, NOW);
      parts.tries.fail({ lane, purpose: 'totp', now: NOW, codeTtl: HOUR });
      parts.stepUps.stepUp(stepUp());
      expect(row()).toMatchObject({ failures: 1 });
      parts.stepUps.stepUp(stepUp({ success: { lane }, jti: 's-3' }));
      expect(row()).toBeNull();
    });
  });

  it('shows no role that is being taken away', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.versions.insertPending(pendingWith({ tightens: { roles: ['user'] } }), NOW);
      expect(parts.stepUps.stepUp(stepUp())).toMatchObject({ roles: ['user'] });
    });
  });

  it.each<[string, (parts: Parts) => void, Partial<StepUp>]>([
    ['is unknown', () => {}, { sessionId: 'unknown' }],
    ['has ended', ({ chains }) => void chains.end(['s'], 'logout', NOW), {}],
    ['has expired', () => {}, { now: END }],
    [
      'is being ended',
      ({ versions }) => versions.insertPending(pendingWith({ ends: ['s'] }), NOW),
      {},
    ],
  ])('changes nothing of a session that %s', async (_, prepare, given) => {
    await overStorage((parts) => {
      begin(parts);
      prepare(parts);
      const before = parts.select('select chain, traits from chains');
      expect(parts.stepUps.stepUp(stepUp(given))).toBeNull();
      expect(parts.select('select chain, traits from chains')).toEqual(before);
      expect(parts.happened()).toEqual([]);
    });
  });

  it('is taken in the last millisecond of its session', async () => {
    await overStorage((parts) => {
      begin(parts);
      expect(parts.stepUps.stepUp(stepUp({ now: END - 1 }))).not.toBeNull();
    });
  });
});
