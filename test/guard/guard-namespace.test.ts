import { describe, expect, it, vi } from 'vitest';
import { openGuards } from '../../src/guard/guard-namespace.ts';

describe('the guards of a jurisdiction', () => {
  it('are those of the binding where there is none', () => {
    const jurisdiction = vi.fn();
    const namespace = { getByName: vi.fn(), jurisdiction } as never;
    expect(openGuards(namespace, null)).toBe(namespace);
    expect(jurisdiction).not.toHaveBeenCalled();
  });

  it('are found in it by name, and it is entered only when one is asked for', () => {
    const getByName = vi.fn((name: string) => `the guard of ${name}`);
    const jurisdiction = vi.fn(() => ({ getByName }));
    const guards = openGuards({ jurisdiction } as never, 'eu');
    expect(jurisdiction).not.toHaveBeenCalled();
    expect(guards.getByName('ada')).toBe('the guard of ada');
    expect(jurisdiction).toHaveBeenCalledExactlyOnceWith('eu');
  });
});
