import { describe, expect, it } from 'vitest';
import { type ChainRow, readSession, toStored } from '../../src/guard/stored-chain.ts';

const row: ChainRow = {
  ...{ chain: '{"currentJti":"j"}', traits: '{"amr":["pwd"]}', touched_at: 1, origin: 'here' },
  ...{ reported: 0, refresh_window: 2, refreshes: 3, session: null },
  ...{ roles: '["user","staff"]', email_verified: 0 },
};

describe('a stored chain', () => {
  it('is read with what its tokens say of the user', () => {
    expect(toStored(row)).toEqual({
      chain: { currentJti: 'j' },
      traits: { amr: ['pwd'] },
      ...{ touchedAt: 1, origin: 'here', reported: false },
      refreshes: { start: 2, count: 3 },
      session: null,
      principal: { roles: ['user', 'staff'], emailVerified: false },
    });
  });

  it('says whether its reuse is reported, and whether the address is proved', () => {
    const { reported, principal } = toStored({ ...row, reported: 1 });
    expect([reported, principal.emailVerified]).toEqual([true, false]);
    const verified = toStored({ ...row, email_verified: 1 });
    expect([verified.reported, verified.principal.emailVerified]).toEqual([false, true]);
  });

  it('has a session, which names no client if an earlier release began it', () => {
    expect(toStored({ ...row, session: '{"id":"s"}' }).session).toEqual({
      id: 's',
      clientId: null,
    });
    expect(readSession('{"id":"s","clientId":"app"}')).toEqual({ id: 's', clientId: 'app' });
  });
});
