import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { countHops } from './count-hops.ts';

const READ = 'select 1';
const WRITE = "delete from users where id = 'nobody'";

it.each([
  ['first-unconstrained', [READ], 'replica'],
  ['first-unconstrained', [WRITE], 'd1'],
  ['first-unconstrained', [READ, READ], 'replica'],
  ['first-unconstrained', [READ, WRITE], 'd1'],
  ['first-primary', [READ], 'd1'],
  ['00000000-00000001', [READ], 'd1'],
])('counts %s of %j as %s', async (constraint, queries, place) => {
  const counter = countHops({ ...env });
  const session = (counter.env.DB as D1Database).withSession(constraint);
  const statements = queries.map((query) => session.prepare(query).bind());
  if (statements.length > 1) await session.batch(statements);
  else await statements[0]?.run();
  const method = statements.length > 1 ? 'batch' : 'run';
  expect(counter.read().calls).toEqual([`1 ${place}.${method}`]);
  expect(counter.read().wait).toBe(place === 'replica' ? 15 : 100);
});

it('counts what no session asks as the primary', async () => {
  const counter = countHops({ ...env });
  await (counter.env.DB as D1Database).prepare(READ).first();
  expect(counter.read()).toEqual({ hops: 1, wait: 100, calls: ['1 d1.first'] });
});
