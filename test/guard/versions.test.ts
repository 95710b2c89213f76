import { describe, expect, it } from 'vitest';
import {
  endsSession,
  hasDisconnected,
  isDead,
  isOvertaken,
  judgeRow,
  keepRoles,
  type Pending,
  type RowVerdict,
  SETTLE_DELAY,
  type Tightening,
  tighten,
} from '../../src/guard/versions.ts';
import type { AccountView } from '../../src/users/user.ts';

const NOW = 1_000_000;
const change = (...ids: string[]) => ({ tightens: { disconnects: { ids } } });

const pending = (tightens: Tightening = {}, given: Partial<Pending> = {}): Pending => ({
  ...{ nonce: 'n', deadline: NOW, since: 5, tightens, ends: [] },
  ...given,
});
const WAITING = pending();
const DEAD = pending({}, { deadline: NOW - SETTLE_DELAY });

describe('the row of a request', () => {
  const replica = (version: number) => ({ version, from: 'replica' as const });
  const primary = (version: number) => ({ version, from: 'primary' as const });

  it.each<[string, RowVerdict, number | null, Pending[], ReturnType<typeof judgeRow> | object]>([
    ['of a replica, at the known version', 'current', 5, [], replica(5)],
    ['of a replica, older', 'stale', 5, [], replica(4)],
    ['of a replica, newer', 'stale', 5, [], replica(6)],
    ['of a replica, with nothing known', 'stale', null, [], replica(5)],
    ['of a replica, while a change is pending', 'stale', 5, [WAITING], replica(5)],
    ['of the primary, at the known version', 'current', 5, [], primary(5)],
    ['of the primary, while a change may still be made', 'current', 5, [WAITING], primary(5)],
    ['of the primary, after a change has died', 'stale', 5, [WAITING, DEAD], primary(5)],
    ['of the primary, with nothing known', 'newer', null, [], primary(0)],
    ['of the primary, newer', 'newer', 5, [], primary(6)],
    ['of the primary, older', 'restored', 5, [], primary(4)],
  ])('%s is %s', (_, verdict, version, changes, row) => {
    const known = { version, pending: changes };
    expect(judgeRow(known, row as ReturnType<typeof replica>, NOW)).toBe(verdict);
  });
});

describe('a pending change', () => {
  it('is dead once its deadline is over by the clock of D1 too', () => {
    const at = (wall: number) => isDead(pending({}, { deadline: NOW }), wall);
    expect(at(NOW + SETTLE_DELAY - 1)).toBe(false);
    expect(at(NOW + SETTLE_DELAY)).toBe(true);
  });

  it('ends the sessions that it names', () => {
    const changes = [pending({}, { ends: ['a', 'b'] }), pending()];
    expect(['a', 'b', 'c'].map((id) => endsSession(changes, id))).toEqual([true, true, false]);
    expect(endsSession([], 'a')).toBe(false);
  });
});

describe('a sign-in', () => {
  const row = { version: 5, factors: ['totp'] };

  it.each<[string, boolean, Tightening, Partial<Pending>?, string?]>([
    ['that changes nothing of it', false, {}],
    ['that disables the account', true, { status: 'disabled' }],
    ['that locks the account, even for no time', true, { lockedUntil: 0 }],
    ['that takes roles away', false, { roles: [] }],
    ['that adds a factor it was not asked for', true, { factors: ['totp', 'passkey'] }],
    ['that adds a factor it was asked for', false, { factors: ['totp'] }],
    ['that adds no factor', false, { factors: [] }],
    ['that ends all sessions, by the row before', true, { endsSessions: { reason: 'r' } }],
    [
      'that ends all sessions, by the row after',
      ...([false, { endsSessions: { reason: 'r' } }, { since: 4 }] as const),
    ],
    ['that disconnects its account', true, { disconnects: { ids: ['a', 'b'] } }, {}, 'b'],
    ['that disconnects another account', false, { disconnects: { ids: ['a'] } }, {}, 'b'],
    ['that disconnects an account, if by none', false, { disconnects: { ids: ['a'] } }],
  ])('ignores a change %s: %s', (_, expected, tightens, given = {}, identity) => {
    const changes = [pending(), pending(tightens, given)];
    expect(isOvertaken(changes, row, identity ?? null)).toBe(expected);
  });

  it('ignores nothing if nothing is pending', () => {
    expect(isOvertaken([], row, 'a')).toBe(false);
  });
});

describe('what a pending change takes away', () => {
  const view = { status: 'active', roles: ['user', 'admin'], factors: ['totp'] } as AccountView;

  it('is taken from the view that is shown, and not from the one that is kept', () => {
    const before = structuredClone(view);
    const tightens: Tightening = { status: 'disabled', roles: ['user'], factors: ['totp', 'otp'] };
    expect(tighten(view, [pending(tightens)])).toMatchObject({
      ...{ status: 'disabled', roles: ['user'], factors: ['totp', 'otp'] },
    });
    expect(view).toEqual(before);
  });

  it.each([
    ['a lock, where there was none', null, 7, 7],
    ['a lock, where there was a shorter one', 5, 7, 7],
    ['no lock, where there was a longer one', 9, 7, 9],
    ['nothing of a lock', 9, undefined, 9],
    ['nothing where no lock is', null, undefined, null],
  ])('adds %s', (_, known, lockedUntil, expected) => {
    const locked = { ...view, lockedUntil: known };
    const tightens = lockedUntil === undefined ? {} : { lockedUntil };
    expect(tighten(locked, [pending(tightens)])).toEqual({ ...view, lockedUntil: expected });
  });

  it('leaves of the roles what may stay', () => {
    expect(keepRoles(['user', 'admin'], undefined)).toEqual(['user', 'admin']);
    expect(keepRoles(['user', 'admin'], ['staff', 'admin'])).toEqual(['admin']);
    expect(keepRoles(['user'], [])).toEqual([]);
  });
});

describe('a disconnection', () => {
  it.each([
    ['was made, if its account is gone', change('a'), { identities: ['b'] }, true],
    ['was made, if one of its accounts is gone', change('a', 'b'), { identities: ['b'] }, true],
    ['was not made, if its account is there', change('a'), { identities: ['a', 'b'] }, false],
    ['is not settled by a view of an earlier release', change('a'), {}, false],
    ['is no other change', { tightens: { factors: [] } }, { identities: [] }, false],
  ])('%s', (_, made, view, expected) => {
    expect(hasDisconnected(made, view)).toBe(expected);
  });
});
