import { describe, expect, it, vi } from 'vitest';
import {
  arrange,
  CHANGES,
  DEADLINE,
  EVENT,
  KEEP_FOR,
  KEPT,
  NOW,
  ofAda,
  ROW,
  statement,
  VIEW,
} from './change-user-world.ts';

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
