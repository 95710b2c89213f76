import { describe, expect, it, vi } from 'vitest';
import {
  type CarryOutRemovalsDeps,
  createCarryOutRemovals,
} from '../../../src/second-step/factor-removals/carry-out-removals.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const LINKS_LAST = 72 * HOUR;

/** A store whose statements say what they are. */
const store = (name: string, own: object = {}) =>
  new Proxy(own, {
    get: (_, method) =>
      Reflect.get(own, method) ?? ((...args: unknown[]) => [`${name}.${String(method)}`, ...args]),
  });

const removal = (userId: string, more: object = {}) => ({
  ...{ userId, actorId: 'root', reason: 'lost', since: 5, requestedAt: 9, dueAt: NOW },
  ...{ isVoid: false, ...more },
});
const OWN = removal('ada', { actorId: 'ada' });
const VOID = removal('eve', { isVoid: true });

type Change = { userId: string; statements: unknown[][]; happened: (r: unknown[][]) => boolean };

function arrange(due: object[]) {
  const listDue = vi.fn(async () => due);
  const putOff = vi.fn(async () => {});
  const voidSecrets = vi.fn(async () => {});
  const changeUser = vi.fn(async (_change: Change) => ({ happened: true }));
  const enqueue = vi.fn(async (_job: object, _notice: object) => {});
  const error = vi.fn();
  const deps = {
    removals: store('removals', { listDue, putOff }),
    removedFactors: store('removedFactors'),
    recoveryCodes: store('recoveryCodes'),
    directory: store('directory'),
    audit: store('audit'),
    guards: { voidSecrets },
    random: { uuidAt: () => 'an-event' },
    ...{ changeUser, enqueue, clock: () => NOW, log: { error } },
  } as unknown as CarryOutRemovalsDeps;
  const carryOut = createCarryOutRemovals(deps);
  return { carryOut, listDue, putOff, voidSecrets, changeUser, enqueue, error };
}

describe('removals that are due', () => {
  it('are carried out, as many as are asked for', async () => {
    const { carryOut, listDue, changeUser, enqueue } = arrange([removal('ada'), removal('bob')]);
    expect(await carryOut(7)).toBe(2);
    expect(listDue).toHaveBeenCalledExactlyOnceWith(NOW, 7);
    expect(changeUser.mock.calls.map(([change]) => change.userId)).toEqual(['ada', 'bob']);
    const notice = { userId: 'ada', kind: 'factors_removed', at: NOW, event: 'an-event' };
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject(notice);
  });

  it('are put off for an hour if they fail, and the next one is carried out', async () => {
    const first = removal('ada');
    const { carryOut, changeUser, putOff, error } = arrange([first, removal('bob')]);
    const failure = new Error('D1 is away');
    changeUser.mockRejectedValueOnce(failure);
    expect(await carryOut(7)).toBe(2);
    expect(changeUser).toHaveBeenCalledTimes(2);
    expect(error.mock.calls[0]?.slice(1)).toEqual([failure, { user_id: 'ada' }]);
    const { isVoid: _, ...read } = first;
    expect(putOff).toHaveBeenCalledExactlyOnceWith(read, NOW + HOUR);
  });

  it('say so if they cannot be put off either', async () => {
    const { carryOut, changeUser, putOff, error } = arrange([removal('ada')]);
    changeUser.mockRejectedValueOnce(new Error('D1 is away'));
    putOff.mockRejectedValueOnce(new Error('still'));
    expect(await carryOut(7)).toBe(1);
    expect(error).toHaveBeenCalledTimes(2);
  });
});

describe('a removal that the owner asked for by a link', () => {
  it('voids what would put factors back, before they go', async () => {
    const { carryOut, voidSecrets, changeUser } = arrange([OWN]);
    await carryOut(1);
    const purposes = { purposes: ['factor_back'], since: 5, now: NOW };
    expect(voidSecrets).toHaveBeenCalledExactlyOnceWith('ada', {
      ...purposes,
      rememberUntil: NOW + LINKS_LAST,
    });
    expect(voidSecrets.mock.invocationCallOrder[0]).toBeLessThan(
      changeUser.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it('removes what was added until it was asked for, as a change that was undone', async () => {
    const { carryOut, changeUser, enqueue } = arrange([OWN]);
    await carryOut(1);
    const [recorded, removed] = changeUser.mock.calls[0]?.[0].statements ?? [];
    expect(recorded?.[1]).toMatchObject({
      type: 'factor.change_undone',
      actorId: 'ada',
      metadata: { put_back: 0 },
    });
    expect(removed?.[1]).toEqual({ userId: 'ada', since: 5, until: 9 });
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject({ kind: 'factor_change_undone' });
  });
});

describe('a removal by an administrator', () => {
  it('voids no link, and removes all since then, for its reason', async () => {
    const { carryOut, voidSecrets, changeUser } = arrange([removal('ada')]);
    await carryOut(1);
    expect(voidSecrets).not.toHaveBeenCalled();
    const [recorded, removed] = changeUser.mock.calls[0]?.[0].statements ?? [];
    const event = { type: 'admin.factors_removed', actorId: 'root', metadata: { reason: 'lost' } };
    expect(recorded?.[1]).toMatchObject(event);
    expect(removed?.[1]).toEqual({ userId: 'ada', since: 5 });
  });
});

describe('a removal that is void', () => {
  it('is dropped, removes nothing, and the owner is told', async () => {
    const { carryOut, changeUser, enqueue, voidSecrets } = arrange([VOID]);
    expect(await carryOut(1)).toBe(1);
    expect(voidSecrets).not.toHaveBeenCalled();
    const told = { userId: 'eve', kind: 'factor_removal_stopped', at: NOW, event: 'an-event' };
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject(told);
    const change = changeUser.mock.calls[0]?.[0];
    expect(change?.statements.map(([name]) => name)).toEqual([
      'audit.recordWhenStatement',
      'removals.dropWhenStatement',
    ]);
    expect(change?.statements[0]?.[1]).toMatchObject({
      ...{ id: 'an-event', type: 'factor.removal_cancelled', actorId: null, at: NOW },
    });
    expect([change?.happened([[], [1]]), change?.happened([[1], []])]).toEqual([true, false]);
  });
});
