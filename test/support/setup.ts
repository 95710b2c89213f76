import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach } from 'vitest';
import { isolateCounters } from '../../src/limits/counters.ts';
import { collectLedger } from './ledger.ts';
import { migrate } from './migrated.ts';

// Every test starts with empty storage. To the runtime D1 and KV are objects, which it evicts after
// ten seconds, and `reset` skips evicted ones: a read loads them first.
beforeEach(async () => {
  collectLedger();
  isolateCounters.clear();
  await Promise.all([env.DB.prepare('select 1').run(), env.KV.get('wake')]);
  await reset();
  await migrate();
});
