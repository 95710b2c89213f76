import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach } from 'vitest';
import { collectLedger } from './ledger.ts';

const statements = env.TEST_MIGRATIONS.flatMap(({ queries }) => queries);

// Every test starts with empty storage. D1 and KV are objects to the runtime, which puts them to
// sleep after ten seconds, and `reset` passes by what sleeps: they are woken first. All migrations go
// in one batch, which costs less than one for each.
beforeEach(async () => {
  collectLedger();
  await Promise.all([env.DB.prepare('select 1').run(), env.KV.get('wake')]);
  await reset();
  await env.DB.batch(statements.map((statement) => env.DB.prepare(statement)));
});
