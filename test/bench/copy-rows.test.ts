import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { newcomer } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';
import { copyRows } from './copy-rows.ts';
import { freshId, personColumns } from './service-rows.ts';

it('copies a user in every column but those that tell people apart', async () => {
  const { email } = await newcomer(createTestApp());
  const copy = (from: number, count: number) =>
    copyRows(env.DB, {
      table: 'users',
      where: `email = '${email}'`,
      from,
      count,
      fresh: personColumns('c0ffee00'),
    });
  await copy(0, 65_538);
  await copy(65_538, 2);
  const { results } = await env.DB.prepare(
    `select count(*) as copies, count(distinct id) as ids, count(distinct password_hash) as hashes
    from users where email like '%-c0ffee00@example.com' or email = ?`,
  )
    .bind(email)
    .all();
  expect(results).toEqual([{ copies: 65_541, ids: 65_541, hashes: 1 }]);
});

it('numbers ids in their own order', async () => {
  const ids = await env.DB.prepare(
    `select ${freshId('0', 'c0ffee00')} as a, ${freshId('65535', 'c0ffee00')} as b,
      ${freshId('65536', 'c0ffee00')} as c`,
  ).first<{ a: string; b: string; c: string }>();
  expect(ids?.a).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect([ids?.c, ids?.a, ids?.b].toSorted()).toEqual([ids?.a, ids?.b, ids?.c]);
});
