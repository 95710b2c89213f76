import { describe, expect, it, vi } from 'vitest';
import { PAGE } from '../../src/audit/audit-store.ts';
import { createTeachHistory, type TeachHistoryDeps } from '../../src/guard/teach-history.ts';

const NOW = 1_000_000;
const KEEP_FOR = 500_000;

/** The nth event, `age` milliseconds old. */
const event = (n: number, age = 0) => ({ id: `event-${n}`, createdAt: NOW - age });
const events = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => event(from + index));

function arrange(pages: object[][], user: object | null = { id: 'ada' }) {
  const left = [...pages];
  const sinceStatement = vi.fn(
    async (_id: string, _since: number, _after?: string) => left.shift() ?? [],
  );
  const findById = vi.fn(async (_id: string) => user);
  const learnHistory = vi.fn(async (_id: string, _lesson: object) => {});
  const deps = {
    ...{ audit: { sinceStatement }, users: { findById }, guards: { learnHistory } },
    ...{ clock: () => NOW, keepFor: KEEP_FOR },
  } as unknown as TeachHistoryDeps;
  return { teach: createTeachHistory(deps), sinceStatement, findById, learnHistory };
}
const kept = (row: { createdAt: number }) => ({ row, keepUntil: row.createdAt + KEEP_FOR });
const WHOLE = { edition: 2, now: NOW, until: NOW + KEEP_FOR };

describe('what a guard lacks of the history', () => {
  it('is copied at once if it fits on a page', async () => {
    const { teach, sinceStatement, findById, learnHistory } = arrange([[event(0), event(1)]]);
    expect(await teach('ada', { since: 7, edition: 2 })).toBe(true);
    expect(sinceStatement).toHaveBeenCalledExactlyOnceWith('ada', 7, undefined);
    const lesson = { events: [kept(event(0)), kept(event(1))], whole: WHOLE };
    expect(learnHistory).toHaveBeenCalledExactlyOnceWith('ada', lesson);
    // A guard that knows when it was whole has a user.
    expect(findById).not.toHaveBeenCalled();
  });

  it('is copied page by page, and is whole with the last one', async () => {
    const pages = [events(PAGE), events(1, PAGE)];
    const { teach, sinceStatement, learnHistory } = arrange(pages);
    expect(await teach('ada', { since: 0, edition: 2 })).toBe(true);
    const last = `event-${PAGE - 1}`;
    expect(sinceStatement.mock.calls.map(([, , after]) => after)).toEqual([undefined, last]);
    const lessons = learnHistory.mock.calls.map(([, lesson]) => lesson);
    expect(lessons).toEqual([
      { events: events(PAGE).map(kept), whole: null },
      { events: [kept(event(PAGE))], whole: WHOLE },
    ]);
  });

  it('is whole with an empty page if the last one was full', async () => {
    const { teach, learnHistory } = arrange([events(PAGE)]);
    await teach('ada', { since: 7, edition: 2 });
    expect(learnHistory.mock.calls[1]?.[1]).toEqual({ events: [], whole: WHOLE });
    expect(learnHistory).toHaveBeenCalledTimes(2);
  });

  it('leaves out what is kept no longer', async () => {
    const rows = [event(0, KEEP_FOR + 1), event(1, KEEP_FOR), event(2, KEEP_FOR - 1)];
    const { teach, learnHistory } = arrange([rows]);
    await teach('ada', { since: 7, edition: 2 });
    const lesson = { events: [kept(event(2, KEEP_FOR - 1))], whole: WHOLE };
    expect(learnHistory.mock.calls[0]?.[1]).toEqual(lesson);
  });

  it('is nothing of somebody who is no user', async () => {
    const { teach, sinceStatement, findById, learnHistory } = arrange([[event(0)]], null);
    expect(await teach('ada', { since: 0, edition: 2 })).toBe(false);
    expect(findById).toHaveBeenCalledExactlyOnceWith('ada');
    expect(sinceStatement).not.toHaveBeenCalled();
    expect(learnHistory).not.toHaveBeenCalled();
  });
});
