import { describe, expect, it, vi } from 'vitest';
import { createInspectGuards } from '../../src/guard/inspect-guards.ts';

function arrange() {
  const guard = {
    inspect: vi.fn(async () => 'what it knows'),
    retell: vi.fn(async () => ['a session']),
  };
  const getByName = vi.fn(() => guard);
  return { guard, getByName, guards: createInspectGuards({ getByName } as never) };
}

describe('what reconcile asks of guards', () => {
  it('is asked of the guard of the user', async () => {
    const { guards, guard, getByName } = arrange();
    expect(await guards.inspect('ada')).toBe('what it knows');
    const rows = [{ id: 's', seq: 3 }];
    expect(await guards.retell('bob', rows, 7)).toEqual(['a session']);
    expect(getByName.mock.calls).toEqual([['ada'], ['bob']]);
    expect(guard.retell).toHaveBeenCalledExactlyOnceWith(rows, 7);
  });

  it('fails as unavailable if the guard does not respond', async () => {
    const { guards, guard } = arrange();
    guard.inspect.mockRejectedValue(new Error('the object is overloaded'));
    guard.retell.mockRejectedValue(new Error('the object is overloaded'));
    const unavailable = { code: 'storage_unavailable' };
    await expect(guards.inspect('ada')).rejects.toMatchObject(unavailable);
    await expect(guards.retell('ada', [], 0)).rejects.toMatchObject(unavailable);
  });
});
