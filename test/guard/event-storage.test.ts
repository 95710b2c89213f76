import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../src/audit/table.ts';
import { DAY } from '../../src/shared/clock.ts';
import { NOW, type Parts, withParts } from './guard-parts.ts';

/** An event whose id sorts by its time. */
const eventOf = (at: number, type = 'session.started', riskLevel = 'low') =>
  ({
    ...{ id: `e${at}`, type, riskLevel, createdAt: NOW + at },
    ...{ userId: 'u', metadata: {} },
  }) as unknown as AuditRow;

const ALL = [
  eventOf(1),
  eventOf(2, 'session.ended'),
  eventOf(3, 'password.reset', 'high'),
  eventOf(4, 'password.changed', 'medium'),
];
function keep({ events }: Parts) {
  for (const row of ALL) events.insert(row, row.createdAt + DAY);
}

describe('the history of a user', () => {
  it('keeps an event once, until it expires', () =>
    withParts(({ events, tables }) => {
      const row = eventOf(1);
      expect(events.list({ limit: 9 })).toEqual([]);
      expect(events.insert(row, NOW + DAY)).toBe(true);
      expect(events.insert({ ...row, type: 'other' } as unknown as AuditRow, NOW)).toBe(false);
      expect(events.list({ limit: 9 })).toEqual([row]);
      const query = 'select risk, expires_at as until from events';
      expect(tables.rows(query)).toEqual([{ risk: 'low', until: NOW + DAY }]);
      events.clear();
      expect(events.list({ limit: 9 })).toEqual([]);
    }));

  it.each([
    ['all of them', {}, [4, 3, 2, 1]],
    ['the newest', { limit: 2 }, [4, 3]],
    ['those before a cursor', { cursor: 'e3' }, [2, 1]],
    ['those of a type', { type: 'session.ended' }, [2]],
    ['those of some types', { types: ['session.ended', 'password.changed'] }, [4, 2]],
    ['those of no type', { types: [] }, []],
    ['those of a risk', { riskLevel: 'high' }, [3]],
    ['those from a time on', { from: NOW + 3 }, [4, 3]],
    ['those before a time', { to: NOW + 3 }, [2, 1]],
    ['those for which all holds', { from: NOW + 2, to: NOW + 4, riskLevel: 'low' }, [2]],
  ])('lists %s, the newest first', (_which, query, expected) =>
    withParts((parts) => {
      keep(parts);
      const rows = parts.events.list({ limit: 9, ...query });
      expect(rows.map(({ createdAt }) => createdAt - NOW)).toEqual(expected);
    }),
  );
});
