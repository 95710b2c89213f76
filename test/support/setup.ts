import { reset } from 'cloudflare:test';
import { beforeEach } from 'vitest';
import { isolateCounters } from '../../src/limits/counters.ts';
import { collectLedger } from './ledger.ts';
import { migrate } from './migrated.ts';
import { isStorageTouched, loadStorage, noteCleanStorage } from './touched-storage.ts';

// Every test starts with empty storage. To the runtime D1 and KV are objects as guards are, which
// it evicts after ten seconds, and `reset` skips evicted ones: they are loaded first. Emptying
// takes twenty milliseconds, and most unit tests leave storage alone: the next test then finds it
// as it was.
beforeEach(async () => {
  collectLedger();
  isolateCounters.clear();
  if (!isStorageTouched()) return;
  // After a test that kept the runtime busy, an eviction may be due just before the reset.
  await empty().catch(empty);
  noteCleanStorage();
});

/** Throws if the database was skipped by the reset, and still has its tables. */
async function empty(): Promise<void> {
  await loadStorage();
  await reset();
  await migrate();
}
