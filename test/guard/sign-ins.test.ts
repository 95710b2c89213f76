import { describe, expect, it } from 'vitest';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { HOUR } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { viewOf } from '../support/views.ts';
import { END, grantIn, NOW, overStorage, type Parts, signIn } from './over-storage.ts';

const OPENED = { opened: true, evicted: [], fromNew: false };
const learn = ({ account }: Parts, view: Partial<AccountView>) =>
  account.learn({ view: viewOf(view), readAt: NOW, revoked: [], now: NOW });
const pend = ({ versions }: Parts, tightens: object) =>
  versions.insertPending({ nonce: 'n', deadline: NOW + HOUR, since: 0, tightens, ends: [] }, NOW);
const LINKED = { identity: { id: 'i', provider: 'google' }, user: viewOf({ identities: ['i'] }) };

describe('a sign-in that goes ahead', () => {
  it('begins a session, is recorded, and is told to D1', async () => {
    await overStorage((parts) => {
      expect(parts.signIns.open(signIn())).toEqual(OPENED);
      expect(parts.kept.read('s')?.chain).toMatchObject({ currentJti: 's-1', expiresAt: END });
      expect(parts.happened()).toEqual([['session.started', 's', { amr: 'pwd' }, NOW]]);
      const [session, told, ...others] = parts.told();
      expect(session?.session?.id).toBe('s');
      expect(told).toEqual({ signIn: { userId: 'u', at: NOW, factors: [] } });
      expect(others).toEqual([]);
    });
  });

  it('teaches a row that is newer, and as long as the session lasts', async () => {
    await overStorage((parts) => {
      learn(parts, { version: 1 });
      const user = viewOf({ version: 2, firstName: 'Ada', lastLoginAt: 5 });
      parts.signIns.open(signIn({ user }));
      const view = { ...user, lastLoginAt: NOW };
      expect(parts.versions.readKnown()).toEqual({ version: 2, view });
      expect(parts.select('select expires_at as until from account')).toEqual([{ until: END }]);
    });
  });

  it('is the latest of the view that is known', async () => {
    await overStorage((parts) => {
      learn(parts, { version: 1, firstName: 'Ada' });
      parts.signIns.open(signIn({ user: viewOf({ version: 1 }), from: 'replica' }));
      const view = viewOf({ version: 1, firstName: 'Ada', lastLoginAt: NOW });
      expect(parts.versions.readKnown()).toEqual({ version: 1, view });
      expect(parts.select('select expires_at as until from account')).toEqual([{ until: END }]);
    });
  });

  it('records the factors and the account at a provider that it used', async () => {
    await overStorage((parts) => {
      const traits = { ...signIn().traits, amr: ['fed', 'otp'], proofs: ['social', 'totp'] };
      expect(parts.signIns.open(signIn({ ...LINKED, traits, factors: ['totp'] }))).toEqual(OPENED);
      expect(parts.happened()).toEqual([
        ['session.started', 's', { amr: 'fed otp', provider: 'google' }, NOW],
        ['factor.used', 's', { kind: 'totp' }, NOW],
      ]);
      const told = { userId: 'u', at: NOW, factors: ['totp'], identity: 'i' };
      expect(parts.told()).toContainEqual({ signIn: told });
    });
  });

  it('records a factor of an earlier release, which names no proofs', async () => {
    await overStorage((parts) => {
      parts.signIns.open(signIn({ factors: ['a-key'] }));
      const used = ['factor.used', 's', { kind: null, factor_id: 'a-key' }, NOW];
      expect(parts.happened()).toContainEqual(used);
    });
  });

  it('ends failures in a row if its tries were charged', async () => {
    await overStorage((parts) => {
      const row = () => parts.triesKept.readFailures('second-step/row', NOW);
      parts.tries.fail({ lane: 'second-step', purpose: 'totp', now: NOW, codeTtl: HOUR });
      parts.signIns.open(signIn());
      expect(row()).toMatchObject({ failures: 1 });
      parts.signIns.open(signIn({ sessionId: 't', success: { lane: 'device:1' } }));
      expect(row()).toBeNull();
    });
  });

  it('ends the session that was idle longest if there are too many', async () => {
    await overStorage((parts) => {
      parts.signIns.open(signIn());
      const second = signIn({ sessionId: 't', maxSessions: 1 });
      expect(parts.signIns.open(second)).toEqual({ ...OPENED, evicted: ['s'] });
    });
  });
});

describe('a sign-in that replaces a session', () => {
  const code = { clientId: 'app', expiresAt: END, begunIn: 'old' } as never;

  it('ends it, and takes over the grants and codes that began in it', async () => {
    await overStorage((parts) => {
      for (const id of ['old', 'other']) parts.signIns.open(signIn({ sessionId: id }));
      parts.chains.begin(grantIn('old', 'g'));
      parts.codes.insert('a-code', code);
      parts.happened();
      expect(parts.signIns.open(signIn({ replaces: 'old' }))).toEqual(OPENED);
      expect(parts.happened()).toEqual([
        ['session.started', 's', { amr: 'pwd' }, NOW],
        ['session.ended', 'old', { reason: 'replaced' }, NOW],
      ]);
      const reason = (id: string) => parts.kept.read(id)?.chain.revokedReason;
      expect(['old', 'other', 'g'].map(reason)).toEqual(['replaced', null, null]);
      expect(parts.kept.read('g')?.traits.grant?.begunIn).toBe('s');
      expect(parts.codes.find('a-code')?.code.begunIn).toBe('s');
    });
  });

  it('records no end of one that has ended, or of none', async () => {
    await overStorage((parts) => {
      parts.signIns.open(signIn({ sessionId: 'old' }));
      parts.chains.begin(grantIn('old', 'g'));
      parts.codes.insert('a-code', code);
      parts.signIns.open(signIn());
      expect(parts.kept.read('g')?.traits.grant?.begunIn).toBe('old');
      expect(parts.codes.find('a-code')?.code.begunIn).toBe('old');
      parts.signIns.open(signIn({ sessionId: 't', replaces: 'unknown' }));
      const types = parts.happened().map(([type]) => type);
      expect(types).toEqual(Array(3).fill('session.started'));
    });
  });
});

describe('a sign-in that is refused', () => {
  const refused = (parts: Parts, given: Partial<OpenChain>) => {
    const verdict = parts.signIns.open(signIn(given));
    if (!verdict.opened) expect(parts.kept.list()).not.toContain('s');
    return verdict;
  };

  it('is judged by a row that is out of date', async () => {
    await overStorage((parts) => {
      learn(parts, { version: 5 });
      const by = (version: number, read: 'replica' | 'primary') =>
        refused(parts, { user: viewOf({ version }), from: read });
      expect(by(4, 'replica')).toEqual({ opened: false, why: 'stale' });
      expect(by(4, 'primary')).toEqual({ opened: false, why: 'restored', known: 5 });
      expect(parts.versions.readVersion()).toBe(5);
    });
  });

  it('is of an epoch that is over', async () => {
    await overStorage((parts) => {
      parts.epochs.raiseEpoch(3, END);
      const of = (signInEpoch: number) => refused(parts, { user: viewOf({ signInEpoch }) });
      expect(of(2)).toEqual({ opened: false, why: 'overtaken' });
      expect(of(3)).toEqual(OPENED);
    });
  });

  it('is by an account at a provider that the user has no more', async () => {
    await overStorage((parts) => {
      const user = viewOf({ identities: ['another'] });
      expect(refused(parts, { ...LINKED, user })).toEqual({ opened: false, why: 'overtaken' });
      expect(refused(parts, LINKED)).toEqual(OPENED);
    });
  });

  it('ignores what is being taken away', async () => {
    await overStorage((parts) => {
      pend(parts, { disconnects: { ids: ['i'] } });
      expect(refused(parts, LINKED)).toEqual({ opened: false, why: 'undecided' });
      expect(refused(parts, {})).toEqual(OPENED);
    });
    await overStorage((parts) => {
      pend(parts, { status: 'disabled' });
      expect(refused(parts, {})).toEqual({ opened: false, why: 'undecided' });
    });
  });

  it('waits until the guard knows the sessions of an earlier release', async () => {
    await overStorage((parts) => {
      parts.signIns.open(signIn({ sessionId: 'old' }));
      parts.tables.change('update chains set session = null');
      expect(refused(parts, {})).toEqual({ opened: false, why: 'untaught' });
    });
  });
});
