import { describe, expect, it, vi } from 'vitest';
import { type ChangeUserDeps, createChangeUser } from '../../src/guard/change-user.ts';
import { settleAccountJob } from '../../src/guard/settle-account.ts';
import type { Statement } from '../../src/shared/database.ts';

const NOW = 500_000;
const WALL = 700_000;
const KEEP_FOR = 9_000;
const DEADLINE = WALL + 10_000;
const ROW = { id: 'ada', version: 8, passwordHash: 'a-hash' };
const VIEW = { id: 'ada', version: 8 };
const EVENT = { id: 'e', createdAt: 480_000 };
const KEPT = { jti: 'fresh' };
const OUTAGE = { code: 'storage_unavailable' };

const statement = (name: string) => name as unknown as Statement;
const CHANGES = [statement('one'), statement('two')] as const;

/** `written` is what D1 returns for the change, its other statements, the user and the events. */
function arrange(written: unknown[] = ['r1', 'r2', [ROW], [EVENT]]) {
  const order: string[] = [];
  const guards = {
    prepare: vi.fn(async (): Promise<unknown> => ({ erased: false, since: 7 })),
    commit: vi.fn(async (..._given: unknown[]): Promise<unknown> => {
      await null;
      order.push('committed');
      return KEPT;
    }),
    abandon: vi.fn(async (): Promise<null> => null),
  };
  const batch = vi.fn(async (_statements: unknown[]) => ['fence', ...written]);
  const enqueue = vi.fn(async () => {});
  const log = { error: vi.fn(), warn: vi.fn(), info: vi.fn() };
  const deps = {
    db: { batch },
    audit: { sinceStatement: (userId: string, since: number) => ({ eventsOf: userId, since }) },
    versions: {
      fenceStatement: (fence: object) => ({ fence }),
      raiseStatement: (userId: string, since: number, when: unknown) => ({
        raise: { userId, since, when },
      }),
    },
    ...{ guards, enqueue, log, keepFor: KEEP_FOR },
    ...{ clock: () => NOW, wall: () => WALL, random: { uuid: () => 'a-nonce' } },
  } as unknown as ChangeUserDeps;
  return { change: createChangeUser(deps), guards, batch, enqueue, log, order };
}

type Arranged = ReturnType<typeof arrange>;
const ofAda = { userId: 'ada', statements: CHANGES };
const logged = ({ log }: Arranged) => log.error.mock.calls.map(([event]) => event);
const expectJob = ({ enqueue }: Arranged) =>
  expect(enqueue).toHaveBeenCalledExactlyOnceWith(
    ...[settleAccountJob, { userId: 'ada' }, { delay: 16 }],
  );

describe('a change of a user', () => {
  it('is announced, written in one batch, and committed with its events', async () => {
    const { change, guards, batch, enqueue, log } = arrange();
    expect(await change(ofAda)).toEqual({
      ...{ results: ['r1', 'r2'], happened: true, user: ROW, kept: KEPT, committed: true },
    });
    const announced = { nonce: 'a-nonce', deadline: DEADLINE, now: NOW };
    expect(guards.prepare.mock.calls).toStrictEqual([['ada', announced]]);
    expect(batch.mock.calls).toEqual([
      [
        [
          { fence: { userId: 'ada', deadline: DEADLINE, since: 7, seen: undefined } },
          ...CHANGES,
          { raise: { userId: 'ada', since: 7, when: undefined } },
          { eventsOf: 'ada', since: NOW - 60_000 },
        ],
      ],
    ]);
    const events = [{ row: EVENT, keepUntil: 480_000 + KEEP_FOR }];
    const committed = { nonce: 'a-nonce', view: VIEW, events, now: NOW };
    expect(guards.commit.mock.calls).toStrictEqual([['ada', committed]]);
    expect(guards.abandon).not.toHaveBeenCalled();
    expect(enqueue).not.toHaveBeenCalled();
    expect(log.error).not.toHaveBeenCalled();
  });

  it('tells the guard what it takes away, what allowed it, and what follows', async () => {
    const { change, guards } = arrange();
    const before = { tightens: { status: 'disabled' }, success: { lane: 'strangers' } } as const;
    const after = { endAll: { reason: 'admin' }, voids: { purposes: ['x'], rememberUntil: 1 } };
    await change({ ...ofAda, ...before, ...after });
    expect(guards.prepare).toHaveBeenCalledWith('ada', expect.objectContaining(before));
    expect(guards.commit).toHaveBeenCalledWith('ada', expect.objectContaining(after));
  });

  it('writes other statements behind its own, and returns the results of both', async () => {
    const { change, batch } = arrange(['r1', 'r2', 'r3', [ROW], []]);
    const raisesIf = 'a condition' as never;
    const also = [statement('three')];
    const { results } = await change({ ...ofAda, also, raisesIf, seen: 6 });
    expect(results).toEqual(['r1', 'r2', 'r3']);
    const [given] = batch.mock.calls[0] ?? [];
    expect(given?.slice(1, 4)).toEqual([...CHANGES, 'three']);
    expect(given?.[0]).toMatchObject({ fence: { seen: 6 } });
    expect(given?.at(-2)).toMatchObject({ raise: { when: raisesIf } });
  });

  it.each([
    ['an erased account has no version', { erased: true, since: 7 }, {}, [0, 0]],
    ['a change may outrank its guard', { erased: false, since: 7 }, { mayOutrank: true }, [0, 7]],
  ])('is fenced by no version where %s', async (_why, prepared, more, [fenced, raised]) => {
    const { change, guards, batch } = arrange();
    guards.prepare.mockResolvedValue(prepared);
    await change({ ...ofAda, ...more });
    const [given] = batch.mock.calls[0] ?? [];
    expect(given?.[0]).toMatchObject({ fence: { since: fenced } });
    expect(given?.at(-2)).toMatchObject({ raise: { since: raised } });
  });

  it('is not announced again if the guard has been told already', async () => {
    const { change, guards, batch } = arrange();
    const prepared = { erased: false, since: 3 } as const;
    await change({ ...ofAda, announced: { nonce: 'told', deadline: 5, prepared } });
    expect(guards.prepare).not.toHaveBeenCalled();
    expect(batch.mock.calls[0]?.[0][0]).toMatchObject({ fence: { deadline: 5, since: 3 } });
    expect(guards.commit.mock.calls[0]?.[1]).toMatchObject({ nonce: 'told' });
  });

  it('that did not happen takes nothing else along, and tells nobody', async () => {
    const { change, guards } = arrange();
    const [happened, tell] = [vi.fn(() => false), vi.fn()];
    const follows = { endAll: { reason: 'admin' }, voids: { purposes: ['x'], rememberUntil: 1 } };
    const changed = await change({ ...ofAda, ...follows, happened, tell });
    expect(changed.happened).toBe(false);
    expect(happened).toHaveBeenCalledWith(['r1', 'r2']);
    const [, committed] = guards.commit.mock.calls[0] ?? [];
    expect(committed).toMatchObject({ undone: true });
    expect(committed).not.toHaveProperty('endAll');
    expect(committed).not.toHaveProperty('voids');
    expect(tell).not.toHaveBeenCalled();
  });

  it('is abandoned where it raised no version', async () => {
    const { change, guards } = arrange(['r1', 'r2', [], []]);
    const changed = await change(ofAda);
    expect(changed).toMatchObject({ user: null, kept: null, committed: true, happened: true });
    expect(guards.abandon.mock.calls).toEqual([['ada', 'a-nonce']]);
    expect(guards.commit).not.toHaveBeenCalled();
  });

  it('throws what telling others throws, once the guard has been told', async () => {
    const { change, order } = arrange();
    const tell = vi.fn(() => Promise.reject(new Error('no mail')));
    await expect(change({ ...ofAda, tell })).rejects.toThrow('no mail');
    expect(order).toEqual(['committed']);
  });

  it('waits for what tells others', async () => {
    const { change, order } = arrange();
    const tell = async () => {
      for (let turn = 0; turn < 20; turn++) await null;
      order.push('told');
    };
    await change({ ...ofAda, tell });
    expect(order).toEqual(['committed', 'told']);
  });
});

describe('a change of a user that fails', () => {
  it('at its announcement is settled by a job, and writes nothing', async () => {
    const world = arrange();
    world.guards.prepare.mockRejectedValue(new Error('no guard'));
    await expect(world.change(ofAda)).rejects.toThrow('no guard');
    expect(world.batch).not.toHaveBeenCalled();
    expectJob(world);
    expect(logged(world)).toEqual(['change_not_committed_at_guard']);
  });

  it('throws its own error if no job can be queued either', async () => {
    const world = arrange();
    world.guards.prepare.mockRejectedValue(new Error('no guard'));
    world.enqueue.mockRejectedValue(new Error('no queue'));
    await expect(world.change(ofAda)).rejects.toThrow('no guard');
    expect(logged(world)).toEqual(['change_not_committed_at_guard', 'change_not_settled_by_job']);
  });

  it('at D1 is settled by a job, since it may have been written', async () => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error('no D1'));
    await expect(world.change(ofAda)).rejects.toMatchObject(OUTAGE);
    expectJob(world);
    for (const call of [world.guards.abandon, world.guards.commit])
      expect(call).not.toHaveBeenCalled();
  });

  it('at its commit is made all the same, and settled by a job', async () => {
    const world = arrange();
    world.guards.commit.mockRejectedValue(new Error('no guard'));
    const changed = await world.change(ofAda);
    expect(changed).toMatchObject({ happened: true, user: ROW, kept: null, committed: false });
    expectJob(world);
  });

  it.each([
    ['past its deadline', 'storage_unavailable'],
    ['older than its guard', 'storage_unavailable'],
    ['changed since it was seen', 'changed_meanwhile'],
  ])('at a fence, %s, is abandoned at once: %s', async (why, code) => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error(`bad JSON path: '${why}'`));
    await expect(world.change(ofAda)).rejects.toMatchObject({ code });
    expect(world.guards.abandon.mock.calls).toEqual([['ada', 'a-nonce']]);
    expect(world.enqueue).not.toHaveBeenCalled();
    expect(logged(world)).toEqual(['change_refused']);
    expect(world.log.error.mock.calls[0]?.[2]).toEqual({ user_id: 'ada', why });
  });

  it('at a fence is refused even if it cannot be abandoned', async () => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error("bad JSON path: 'past its deadline'"));
    world.guards.abandon.mockRejectedValue(new Error('no guard'));
    await expect(world.change(ofAda)).rejects.toMatchObject(OUTAGE);
    expect(logged(world)).toEqual(['change_refused', 'change_not_abandoned']);
  });
});
