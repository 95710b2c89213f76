import { describe, expect, it, vi } from 'vitest';
import {
  createListConnections,
  type ListConnectionsDeps,
} from '../../../src/oauth/connections/list-connections.ts';

const connection = (clientId: string) => ({ clientId, scope: 'openid', since: 1, lastUsedAt: 2 });

describe('the clients that a user lets in', () => {
  it('are named as they are now, in order; one that is gone has no name', async () => {
    const held = ['c-2', 'c-gone', 'c-1'].map(connection);
    const list = vi.fn(async (_: string) => held);
    const findClient = async (id: string) => (id === 'c-gone' ? null : { name: `App ${id}` });
    const deps = { findClient, consents: { list } } as unknown as ListConnectionsDeps;
    expect(await createListConnections(deps)('ada')).toEqual([
      { ...connection('c-2'), name: 'App c-2' },
      { ...connection('c-gone'), name: null },
      { ...connection('c-1'), name: 'App c-1' },
    ]);
    expect(list).toHaveBeenCalledExactlyOnceWith('ada');
  });
});
