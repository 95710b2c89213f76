import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createDatabase } from '../../src/shared/database.ts';
import { createSealedFactorStore } from '../../src/users/sealed-factor-store.ts';
import { newcomer } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';
import { watchQueries } from '../support/watch-queries.ts';

/** Gives a user many factors of some keys, and one without a secret. */
async function seal(userId: string, keyIds: string[], each: number): Promise<void> {
  const insert = `insert into user_factors (id, user_id, kind, secret, sealed_by)
    select ?1 || value || hex(randomblob(8)), ?2, 'totp', 'x', ?1 from json_each(?3)`;
  const numbers = JSON.stringify(Array.from({ length: each }, (_, index) => index));
  for (const keyId of keyIds) await env.DB.prepare(insert).bind(keyId, userId, numbers).run();
  const bare = `insert into user_factors (id, user_id, kind) values (?, ?, 'passkey')`;
  await env.DB.prepare(bare).bind(crypto.randomUUID(), userId).run();
}

it('the keys of all secrets are found by reading few of them', async () => {
  const { user } = await newcomer(createTestApp());
  const watched = watchQueries(env.DB);
  const store = createSealedFactorStore(createDatabase(watched.DB as unknown as D1Database));
  const before = await store.listKeys();
  await seal(user.id, ['~a', '~b', '~c'], 400);
  const start = watched.read();
  expect(await store.listKeys()).toEqual([...before, '~a', '~b', '~c']);
  expect(watched.read() - start).toBeLessThan(20 * (before.length + 4));
});
