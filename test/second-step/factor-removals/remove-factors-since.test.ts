import { describe, expect, it, vi } from 'vitest';
import { UNKNOWN_ORIGIN } from '../../../src/audit/event.ts';
import { removeFactorsSince } from '../../../src/second-step/factor-removals/remove-factors-since.ts';

const AT = 1_800_000_000_000;

/** A store whose statements say what they are. */
const store = (name: string) =>
  new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...args: unknown[]) => [`${name}.${String(method)}`, ...args],
    },
  );

function arrange() {
  const enqueue = vi.fn(async () => {});
  const changeUser = vi.fn(async (_change: Change) => ({ happened: true }));
  const deps = {
    removals: store('removals'),
    removedFactors: store('removedFactors'),
    recoveryCodes: store('recoveryCodes'),
    directory: store('directory'),
    audit: store('audit'),
    changeUser,
    enqueue,
    random: { uuidAt: (at: number) => `event-of-${at}` },
  } as never;
  const common = { userId: 'ada', actorId: 'root', origin: UNKNOWN_ORIGIN, at: AT };
  const remove = () =>
    removeFactorsSince(deps, {
      removed: { userId: 'ada', since: 5 },
      when: 'it waits' as never,
      event: { ...common, type: 'admin.factors_removed', metadata: { reason: 'lost' } },
      notice: { kind: 'factors_removed', from: null },
    });
  return { remove, enqueue, changeUser };
}

type Change = {
  statements: unknown[][];
  tightens: object;
  endAll: object;
  happened: (results: unknown[][]) => boolean;
};

describe('the removal of factors', () => {
  it('tells the owner by the event that D1 gets, before anything is removed', async () => {
    const { remove, enqueue, changeUser } = arrange();
    expect(await remove()).toBe(true);
    const event = `event-of-${AT}`;
    const notice = { userId: 'ada', kind: 'factors_removed', from: null, at: AT, event };
    expect(enqueue).toHaveBeenCalledExactlyOnceWith(expect.anything(), notice);
    expect(enqueue.mock.invocationCallOrder[0]).toBeLessThan(
      changeUser.mock.invocationCallOrder[0] ?? 0,
    );
    const [change] = changeUser.mock.calls[0] ?? [];
    expect(change?.statements[0]).toMatchObject([
      'audit.recordWhenStatement',
      { id: event },
      'it waits',
    ]);
  });

  it('ends all sessions, and does nothing unless its condition holds', async () => {
    const { remove, changeUser } = arrange();
    await remove();
    const [change] = changeUser.mock.calls[0] ?? [];
    const reason = 'factors_removed';
    expect(change).toMatchObject({ tightens: { endsSessions: { reason } }, endAll: { reason } });
    const unconditional = change?.statements.filter((one) => !one.includes('it waits'));
    expect(unconditional).toEqual([['recoveryCodes.removeOrphansStatement', 'ada']]);
  });

  it('happened if the directory says so, whatever else was written', async () => {
    const { remove, changeUser } = arrange();
    await remove();
    const [change] = changeUser.mock.calls[0] ?? [];
    const results = (raised: unknown[]) => [['x'], ['x'], ['x'], ['x'], raised, ['x']];
    expect(change?.happened(results(['ada']))).toBe(true);
    expect(change?.happened(results([]))).toBe(false);
  });
});
