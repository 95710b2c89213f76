import { describe, expect, it } from 'vitest';
import { type Pending, SETTLE_DELAY, type Tightening } from '../../src/guard/versions.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { viewOf } from '../support/views.ts';
import { NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const WALL = 5_000_000;
const OVER = { kind: 'over' };
const access = { sessionId: 's', jti: 'access', now: NOW, wall: WALL, idleTtl: 0 };
const VIEW = viewOf({ roles: ['user', 'admin'], version: 4 });

/** Begins the session `s` of a user that the guard knows. */
function arrange({ versions, chains }: Parts, view: AccountView = VIEW) {
  versions.writeKnown(view, NOW + DAY);
  chains.begin(sessionOf('s'));
}
const pend = ({ versions }: Parts, tightens: Tightening, given: Partial<Pending> = {}) =>
  versions.insertPending(
    { nonce: 'n', deadline: WALL, since: 4, tightens, ends: [], ...given },
    NOW,
  );
/** After this moment a change can no longer reach D1. */
const DEAD = { deadline: WALL - SETTLE_DELAY };

describe('an access token', () => {
  it('is live with the view and the traits of its session', () =>
    withParts((parts) => {
      arrange(parts);
      const { traits } = sessionOf('s');
      expect(parts.user.live(access)).toEqual({
        ...{ kind: 'live', view: VIEW, traits, unsettled: false },
      });
    }));

  it('is over with its session', () =>
    withParts((parts) => {
      arrange(parts);
      expect(parts.user.live({ ...access, sessionId: 'none' })).toEqual(OVER);
      expect(parts.user.live({ ...access, now: NOW + HOUR })).toEqual(OVER);
      expect(parts.user.live({ ...access, now: NOW + HOUR - 1 }).kind).toBe('live');
      parts.chains.end(['s'], 'admin', NOW);
      expect(parts.user.live(access)).toEqual(OVER);
    }));

  it('is over once its session was not refreshed for long, if that is a limit', () =>
    withParts((parts) => {
      arrange(parts);
      const idleTtl = 60_000;
      const at = (now: number) => parts.user.live({ ...access, now, idleTtl }).kind;
      expect([at(NOW + idleTtl - 1), at(NOW + idleTtl)]).toEqual(['live', 'over']);
      parts.chains.renew({ sessionId: 's', jti: 'fresh' }, NOW + 10);
      expect([at(NOW + idleTtl + 9), at(NOW + idleTtl + 10)]).toEqual(['live', 'over']);
    }));

  it('is over where it is revoked, but its session is not', () =>
    withParts((parts) => {
      arrange(parts);
      parts.versions.insertRevoked('access', NOW + HOUR);
      expect(parts.user.live(access)).toEqual(OVER);
      for (const jti of ['another', null])
        expect(parts.user.live({ ...access, jti }).kind).toBe('live');
    }));

  it('is over in a closed account, and unknown where the guard knows no user', () =>
    withParts((parts) => {
      parts.versions.writePrincipal(VIEW, NOW + DAY);
      parts.chains.begin(sessionOf('s'));
      expect(parts.user.live(access)).toEqual({ kind: 'unknown' });
      parts.versions.writeKnown(VIEW, NOW + DAY);
      parts.account.close(NOW + DAY);
      expect(parts.user.live(access)).toEqual(OVER);
      parts.account.reopen();
      expect(parts.user.live(access).kind).toBe('live');
    }));

  it('sees a user as a pending change leaves them, which is unsettled once it is dead', () =>
    withParts((parts) => {
      arrange(parts);
      pend(parts, { roles: ['user'] });
      const seen = { kind: 'live', view: { roles: ['user'] } };
      expect(parts.user.live(access)).toMatchObject({ ...seen, unsettled: false });
      const wall = WALL + SETTLE_DELAY;
      expect(parts.user.live({ ...access, wall })).toMatchObject({ ...seen, unsettled: true });
    }));

  it.each<[string, Tightening, Partial<Pending>]>([
    ['disables the account', { status: 'disabled' }, {}],
    ['ends the session', {}, { ends: ['s'] }],
  ])('is over where a pending change %s, and in doubt once that is dead', (_what, ...change) =>
    withParts((parts) => {
      arrange(parts);
      const [tightens, given] = change;
      pend(parts, tightens, given);
      expect(parts.user.live(access)).toEqual(OVER);
      parts.user.abandon('n');
      expect(parts.user.live(access).kind).toBe('live');
      pend(parts, tightens, { ...given, ...DEAD });
      expect(parts.user.live(access)).toEqual({ kind: 'unknown' });
    }),
  );

  it('is over in a disabled account', () =>
    withParts((parts) => {
      arrange(parts, { ...VIEW, status: 'disabled' });
      expect(parts.user.live(access)).toEqual(OVER);
    }));
});

describe('a refresh token that is shown', () => {
  const shown = { ...access, jti: null, refreshJti: 's-1', grace: 1_000 };

  it('is live as the current one of its session, and within the grace', () =>
    withParts((parts) => {
      arrange(parts);
      const live = parts.user.live(access);
      expect(parts.user.liveByRefresh(shown)).toEqual(live);
      const { chain, touchedAt } = parts.chainsKept.read('s') ?? {};
      if (chain === undefined || touchedAt === undefined) throw new Error('there is no session');
      const retired = [{ jti: 's-1', retiredAt: NOW }];
      parts.chainsKept.update('s', { ...chain, currentJti: 's-2', retired }, touchedAt);
      const at = (now: number) => parts.user.liveByRefresh({ ...shown, now });
      expect([at(NOW + 999), at(NOW + 1_000)]).toEqual([live, OVER]);
      expect(parts.user.liveByRefresh({ ...shown, refreshJti: 's-2', now: NOW + 1_000 })).toEqual(
        live,
      );
      // It is no theft: nothing was asked for with it.
      expect(parts.endings()).toEqual({});
    }));

  it('is over where its session is, or is unknown', () =>
    withParts((parts) => {
      arrange(parts);
      const long = { now: NOW + 60_000, idleTtl: 60_000 };
      expect(parts.user.liveByRefresh({ ...shown, ...long })).toEqual(OVER);
      expect(parts.user.liveByRefresh({ ...shown, sessionId: 'none' })).toEqual(OVER);
      expect(parts.user.liveByRefresh({ ...shown, refreshJti: 'other' })).toEqual(OVER);
      pend(parts, {}, { ends: ['s'] });
      expect(parts.user.liveByRefresh(shown)).toEqual(OVER);
    }));
});
