import { describe, expect, it, vi } from 'vitest';
import {
  createSettleAccount,
  type SettleAccountDeps,
  settleAccountJob,
} from '../../src/guard/settle-account.ts';

const NOW = 5_000;
const WALL = 9_000;
const LACKS = { since: 3, edition: 1 };
const { passwordHash, ...VIEW } = { id: 'ada', passwordHash: 'secret', version: 4 };

function arrange({ user = { ...VIEW, passwordHash } as object | null, lacks = LACKS as unknown }) {
  let wall = WALL;
  const revoked = [{ jti: 'j', expiresAt: 7_000 }];
  const findById = vi.fn(async (_id: string) => {
    // Time passes while D1 is read.
    wall += 1_000;
    return user;
  });
  const listByUser = vi.fn(async (_id: string, _now: number) => revoked);
  const learn = vi.fn(async (_id: string, _row: object) => lacks);
  const teachHistory = vi.fn(async (_id: string, _lacks: object) => true);
  const deferred: { event: string; work: Promise<unknown> }[] = [];
  const deps = {
    ...{ users: { findById }, revokedTokens: { listByUser }, guards: { learn }, teachHistory },
    defer: (work: Promise<unknown>, event: string) => deferred.push({ event, work }),
    ...{ clock: () => NOW, wall: () => wall },
  } as unknown as SettleAccountDeps;
  const settle = createSettleAccount(deps);
  return { settle, findById, listByUser, learn, teachHistory, deferred, revoked };
}

describe('settling an account', () => {
  it('teaches the guard the row of the primary, as read after the moment that it names', async () => {
    const { settle, findById, listByUser, learn, revoked } = arrange({});
    expect(await settle('ada')).toEqual({ ...VIEW, passwordHash });
    expect(findById).toHaveBeenCalledExactlyOnceWith('ada');
    expect(listByUser).toHaveBeenCalledExactlyOnceWith('ada', NOW);
    const row = { view: VIEW, readAt: WALL, revoked, now: NOW };
    expect(learn).toHaveBeenCalledExactlyOnceWith('ada', row);
  });

  it('copies after the answer what the guard lacks of the history', async () => {
    const { settle, teachHistory, deferred } = arrange({});
    await settle('ada');
    expect(teachHistory).not.toHaveBeenCalled();
    expect(deferred.map(({ event }) => event)).toEqual(['history_not_taught']);
    expect(await deferred[0]?.work).toBe(true);
    expect(teachHistory).toHaveBeenCalledExactlyOnceWith('ada', LACKS);
  });

  it('copies nothing if the guard lacks nothing', async () => {
    const { settle, learn, deferred } = arrange({ lacks: null });
    await settle('ada');
    expect(learn).toHaveBeenCalledOnce();
    expect(deferred).toEqual([]);
  });

  it('leaves the guard alone if there is no such user', async () => {
    const { settle, learn, deferred } = arrange({ user: null });
    expect(await settle('ada')).toBeNull();
    expect(learn).not.toHaveBeenCalled();
    expect(deferred).toEqual([]);
  });

  it('is a job that names the user', () => {
    const { payload } = settleAccountJob;
    expect(payload.parse({ userId: 'ada' })).toEqual({ userId: 'ada' });
    expect(payload.safeParse({}).success).toBe(false);
  });
});
