import { describe, expect, it, vi } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { END, NOW, onStorage } from './tables-kit.ts';

describe('a transaction', () => {
  const attached = (writes: boolean) => ({
    write: vi.fn(() => writes),
    discard: vi.fn(),
    written: vi.fn(),
  });
  const fail = () => {
    throw new Error('failed');
  };

  it.each([true, false])(
    'returns its result, and goes on if more was written: %s',
    async (more) => {
      await onStorage(async ({ tables, keep, kept }) => {
        expect(tables.transact(() => keep('a'))).toEqual([{ key: 'a' }]);
        const other = attached(more);
        tables.attach(other);
        expect(tables.transact(() => 7)).toBe(7);
        const calls = [other.write, other.written, other.discard].map(
          ({ mock }) => mock.calls.length,
        );
        expect(calls).toEqual([1, more ? 1 : 0, 0]);
        expect(kept()).toEqual(['a']);
      });
    },
  );

  it.each(['work', 'write'])('that fails in its %s keeps nothing', async (part) => {
    await onStorage(async ({ storage, tables, names, keep, kept }) => {
      const other = attached(true);
      if (part === 'write') other.write.mockImplementationOnce(fail);
      tables.attach(other);
      const failing = () => {
        keep('a', NOW);
        if (part === 'work') fail();
      };
      expect(() => tables.transact(failing)).toThrow('failed');
      expect(other.discard).toHaveBeenCalledOnce();
      expect(other.written).not.toHaveBeenCalled();
      expect([names(), kept()]).toEqual([[], []]);
      tables.transact(() => keep('b'));
      expect(kept()).toEqual(['b']);
      expect(await storage.getAlarm()).toBe(END + MINUTE);
    });
  });

  it('that fails has no need of others', async () => {
    await onStorage(async ({ tables, kept }) => {
      expect(() => tables.transact(fail)).toThrow('failed');
      expect(kept()).toEqual([]);
    });
  });
});
