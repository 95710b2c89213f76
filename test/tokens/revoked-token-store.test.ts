import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/shared/database.ts';
import { createRevokedTokenStore } from '../../src/tokens/revoked-token-store.ts';

const NOW = 1_800_000_000_000;
const store = () => createRevokedTokenStore(createDatabase(env.DB));

async function put(...rows: [jti: string, userId: string, expiresAt: number][]): Promise<void> {
  const insert = env.DB.prepare(
    'insert into revoked_tokens (jti, user_id, session_id, expires_at, revoked_at) values (?, ?, ?, ?, ?)',
  );
  await env.DB.batch(rows.map(([jti, user, at]) => insert.bind(jti, user, 'session', at, NOW - 1)));
}
const left = async () => {
  const query = env.DB.prepare('select jti from revoked_tokens order by jti');
  return (await query.all<{ jti: string }>()).results.map(({ jti }) => jti);
};

beforeEach(() => env.DB.exec('delete from revoked_tokens'));

describe('tokens that were revoked before guards kept that', () => {
  it('are those of a user that have not expired', async () => {
    await put(['a', 'ada', NOW + 1], ['b', 'ada', NOW], ['c', 'bob', NOW + 1]);
    expect(await store().listByUser('ada', NOW)).toEqual([{ jti: 'a', expiresAt: NOW + 1 }]);
  });

  it('go with their user, on a condition', async () => {
    await put(['a', 'ada', NOW], ['b', 'bob', NOW]);
    await store().forgetStatement('ada', sql`false`);
    expect(await left()).toEqual(['a', 'b']);
    await store().forgetStatement('ada', sql`true`);
    expect(await left()).toEqual(['b']);
  });

  it('are counted and deleted once they have expired, so many at a time', async () => {
    await put(
      ['a', 'ada', NOW - 1],
      ['b', 'ada', NOW],
      ['c', 'bob', NOW - 2],
      ['d', 'bob', NOW + 1],
    );
    expect(await store().countExpired(NOW)).toBe(3);
    expect(await store().deleteExpired(NOW, 2)).toBe(2);
    expect(await store().countExpired(NOW)).toBe(1);
    expect(await store().deleteExpired(NOW, 2)).toBe(1);
    expect(await left()).toEqual(['d']);
    expect(await store().countExpired(NOW)).toBe(0);
  });
});
