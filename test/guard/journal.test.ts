import { describe, expect, it, vi } from 'vitest';
import { Journal, type KeptEvent } from '../../src/guard/journal.ts';
import { timeOfUuid } from '../../src/shared/random.ts';

const AT = Date.UTC(2200, 0, 1);
const origin = { ipAddress: '203.0.113.7', userAgent: 'test', requestId: 'r' };
const trail = { userId: 'ada', origin, keepFor: 500 };

const eventOf = (given: object): KeptEvent => {
  const row = { id: 'e', type: 'session.ended', riskLevel: 'low', createdAt: AT, ...given };
  return { row: row as KeptEvent['row'], keepUntil: AT + 500 };
};

function arrange({ isNew = true } = {}) {
  const insert = vi.fn((_row: KeptEvent['row'], _keepUntil: number) => isNew);
  const note = vi.fn();
  const journal = new Journal({ insert } as never, { note } as never);
  return { journal, insert, note };
}

describe('the journal of a guard', () => {
  it('notes a decision under its user, its origin and its time, for as long as it is kept', () => {
    const { journal, insert, note } = arrange();
    const metadata = { reason: 'admin' };
    journal.note({ type: 'session.ended', sessionId: 's', at: AT, metadata }, trail);
    const [row, keepUntil] = insert.mock.lastCall ?? [];
    expect(row).toMatchObject({ type: 'session.ended', userId: 'ada', sessionId: 's', ...origin });
    expect(row).toMatchObject({ metadata, createdAt: AT });
    expect(timeOfUuid(row?.id ?? '')).toBe(AT);
    expect(keepUntil).toBe(AT + 500);
    expect(note).not.toHaveBeenCalled();
  });

  it('gives D1 what operators search for, and nothing else', () => {
    const { journal, insert, note } = arrange();
    const event = eventOf({ riskLevel: 'high' });
    journal.record(eventOf({}));
    journal.record(event);
    expect(insert).toHaveBeenCalledTimes(2);
    expect(insert).toHaveBeenLastCalledWith(event.row, event.keepUntil);
    expect(note).toHaveBeenCalledExactlyOnceWith({ event: event.row }, AT);
  });

  it('gives D1 nothing that it has recorded before', () => {
    const { journal, note } = arrange({ isNew: false });
    journal.record(eventOf({ riskLevel: 'high' }));
    expect(note).not.toHaveBeenCalled();
  });

  it('copies what D1 has, without giving it back', () => {
    const { journal, insert, note } = arrange();
    const events = [eventOf({ id: 'one', riskLevel: 'high' }), eventOf({ id: 'two' })];
    journal.copy(events);
    expect(insert.mock.calls).toEqual(events.map(({ row, keepUntil }) => [row, keepUntil]));
    expect(note).not.toHaveBeenCalled();
  });
});
