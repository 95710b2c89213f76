import { describe, expect, it, vi } from 'vitest';
import { createGuardedAudit } from '../../src/guard/guarded-audit.ts';

const AT = 1_000;
const ORIGIN = { ipAddress: null, userAgent: null, requestId: null };
const event = (userId: string | null) =>
  ({ id: 'e', type: 'session.ended', userId, origin: ORIGIN, at: AT }) as const;
const query = (given: object = {}) => ({ userId: 'ada', limit: 2, ...given }) as never;
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `e${from + index}` }));

type Given = { lacks?: object | null; inGuard?: object[]; recorded?: boolean };

function arrange({ lacks = null, inGuard = rows(0, 1), recorded = true }: Given = {}) {
  const audit = {
    record: vi.fn(async () => undefined),
    recordWhenStatement: vi.fn(() => 'a statement'),
    list: vi.fn(async () => rows(50, 1)),
    listAll: vi.fn(async () => rows(60, 1)),
    find: vi.fn(),
  };
  const guards = {
    record: vi.fn(async () => recorded),
    history: vi.fn(async () => ({ events: inGuard, lacks })),
    listEvents: vi.fn(async (_userId: string, _query: object) => rows(90, 1)),
  };
  const batch = vi.fn(async () => []);
  const teachHistory = vi.fn(async () => true);
  const log = { error: vi.fn() };
  const users = { existsCondition: vi.fn(() => 'exists') };
  const deps = { db: { batch }, users, audit, guards, teachHistory, log };
  const random = { uuidAt: () => 'made up' };
  const trail = createGuardedAudit({ ...deps, random, keepFor: 500 } as never);
  return { ...deps, batch, trail };
}

describe('an event', () => {
  it('about nobody goes to D1', async () => {
    const { trail, audit, guards } = arrange();
    await trail.record(event(null));
    expect(audit.record).toHaveBeenCalledExactlyOnceWith(event(null));
    expect(guards.record).not.toHaveBeenCalled();
  });

  it('about a user goes to their guard, for as long as events are kept', async () => {
    const { trail, audit, guards, batch } = arrange();
    await trail.record(event('ada'));
    const row = expect.objectContaining({ id: 'e', userId: 'ada', createdAt: AT });
    expect(guards.record).toHaveBeenCalledExactlyOnceWith('ada', { row, keepUntil: AT + 500 });
    expect(audit.record).not.toHaveBeenCalled();
    expect(batch).not.toHaveBeenCalled();
  });

  it('goes to D1 if the guard is closed and the user is still there', async () => {
    const { trail, audit, users, batch } = arrange({ recorded: false });
    await trail.record(event('ada'));
    expect(users.existsCondition).toHaveBeenCalledExactlyOnceWith('ada');
    expect(audit.recordWhenStatement).toHaveBeenCalledExactlyOnceWith(event('ada'), 'exists');
    expect(batch).toHaveBeenCalledExactlyOnceWith(['a statement']);
  });
});

describe('a page of the history', () => {
  it('is the guard’s, with one event more, and needs no lesson if nothing is lacking', async () => {
    const { trail, guards, teachHistory, audit } = arrange();
    expect(await trail.list(query({ type: 'session.ended' }))).toEqual(rows(0, 1));
    const asked = { type: 'session.ended', limit: 3 };
    expect(guards.history).toHaveBeenCalledExactlyOnceWith('ada', asked);
    expect(teachHistory).not.toHaveBeenCalled();
    expect(audit.list).not.toHaveBeenCalled();
  });

  it('is read again once the guard has learned what it lacked', async () => {
    const lacks = { since: 7, edition: 1 };
    const { trail, guards, teachHistory } = arrange({ lacks });
    expect(await trail.list(query())).toEqual(rows(90, 1));
    expect(teachHistory).toHaveBeenCalledExactlyOnceWith('ada', lacks);
    expect(guards.listEvents).toHaveBeenCalledExactlyOnceWith('ada', { limit: 3 });
  });

  it('is D1’s where there is no such user any more', async () => {
    const { trail, teachHistory, audit, guards } = arrange({ lacks: { since: 0, edition: 0 } });
    teachHistory.mockResolvedValue(false);
    expect(await trail.list(query())).toEqual(rows(50, 1));
    expect(audit.list).toHaveBeenCalledExactlyOnceWith(query());
    expect(guards.listEvents).not.toHaveBeenCalled();
  });

  it('may lack what was recorded a moment ago if D1 does not respond', async () => {
    const { trail, teachHistory, log } = arrange({ lacks: { since: 7, edition: 1 } });
    const fault = new Error('D1 is down');
    teachHistory.mockRejectedValue(fault);
    expect(await trail.list(query())).toEqual(rows(0, 1));
    expect(log.error).toHaveBeenCalledExactlyOnceWith(expect.any(String), fault);
    expect(await trail.list(query({ mustBeWhole: false }))).toEqual(rows(0, 1));
  });

  it.each([
    ['the guard knows nothing of the past', { since: 0, edition: 0 }, {}],
    ['it must be whole', { since: 7, edition: 1 }, { mustBeWhole: true }],
  ])('fails if D1 does not respond and %s', async (_, lacks, given) => {
    const { trail, teachHistory, log } = arrange({ lacks });
    teachHistory.mockRejectedValue(new Error('D1 is down'));
    await expect(trail.list(query(given))).rejects.toThrow('D1 is down');
    expect(log.error).not.toHaveBeenCalled();
  });
});

describe('the whole history', () => {
  it('is read page by page, each after the last event of the one before', async () => {
    const { trail, guards } = arrange({ inGuard: rows(0, 1_000) });
    const pages = [rows(1_000, 1_000), rows(2_000, 5)];
    guards.listEvents.mockImplementation(async () => pages.shift() ?? []);
    expect(await trail.listAll('ada')).toEqual(rows(0, 2_005));
    expect(guards.history).toHaveBeenCalledExactlyOnceWith('ada', { limit: 1_000 });
    expect(guards.listEvents.mock.calls).toEqual([
      ['ada', { cursor: 'e999', limit: 1_000 }],
      ['ada', { cursor: 'e1999', limit: 1_000 }],
    ]);
  });

  it('of few events is one page, and need not hold what D1 has just got', async () => {
    const { trail, guards, teachHistory } = arrange({ lacks: { since: 7, edition: 1 } });
    teachHistory.mockRejectedValue(new Error('D1 is down'));
    expect(await trail.listAll('ada')).toEqual(rows(0, 1));
    expect(guards.listEvents).not.toHaveBeenCalled();
  });

  it('is D1’s where there is no such user any more', async () => {
    const { trail, teachHistory, audit } = arrange({ lacks: { since: 0, edition: 0 } });
    teachHistory.mockResolvedValue(false);
    expect(await trail.listAll('ada')).toEqual(rows(60, 1));
    expect(audit.listAll).toHaveBeenCalledExactlyOnceWith('ada');
  });

  it('leaves all else to D1', async () => {
    const { trail, audit } = arrange();
    await trail.find('e');
    expect(audit.find).toHaveBeenCalledExactlyOnceWith('e');
  });
});
