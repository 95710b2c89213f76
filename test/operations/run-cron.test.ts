import { expect, it } from 'vitest';
import type { Flushed } from '../../src/operations/flush.ts';
import { createRunCron } from '../../src/operations/run-cron.ts';
import type { Log } from '../../src/shared/log.ts';

const FLUSHED: Flushed = {
  sessions: 2,
  revoked_tokens: 0,
  audit_events: 5,
  unverified_accounts: 0,
  resealed_secrets: 0,
  removed_factors: 0,
  complete: true,
};

function run(flush: () => Promise<Flushed>, refused: string | null = null) {
  const lines: unknown[] = [];
  const log: Log = {
    info: (event, fields) => lines.push(['info', event, fields]),
    warn: (event, fields) => lines.push(['warn', event, fields]),
    error: (event, error, fields) => lines.push(['error', event, error, fields]),
  };
  return {
    lines,
    running: createRunCron({ flush, checkJurisdiction: async () => refused, log })('*/15 * * * *'),
  };
}

it('logs one line with the number of deleted rows', async () => {
  const { lines, running } = run(async () => FLUSHED);
  await running;
  expect(lines).toEqual([
    ['info', 'cron', { cron: '*/15 * * * *', outcome: 'done', ms: expect.any(Number), ...FLUSHED }],
  ]);
});

it('warns about rows left for the next run', async () => {
  const { lines, running } = run(async () => ({ ...FLUSHED, complete: false }));
  await running;
  const fields = { outcome: 'unfinished', ms: expect.any(Number), ...FLUSHED, complete: false };
  expect(lines).toEqual([['warn', 'cron', { cron: '*/15 * * * *', ...fields }]]);
});

it('logs one line with the cause when it fails, and fails', async () => {
  const failure = new Error('D1 is down');
  const { lines, running } = run(() => Promise.reject(failure));
  await expect(running).rejects.toBe(failure);
  expect(lines).toEqual([
    ['error', 'cron', failure, { cron: '*/15 * * * *', outcome: 'failed', ms: expect.any(Number) }],
  ]);
});

it('deletes nothing where the guards of its users are elsewhere, and fails with the reason', async () => {
  let flushes = 0;
  const flush = async () => {
    flushes++;
    return FLUSHED;
  };
  const { lines, running } = run(flush, 'they are elsewhere');
  await expect(running).rejects.toThrow('they are elsewhere');
  expect(flushes).toBe(0);
  expect(lines).toEqual([
    [
      'error',
      'cron',
      expect.objectContaining({ message: 'they are elsewhere' }),
      { cron: '*/15 * * * *', outcome: 'failed', ms: expect.any(Number) },
    ],
  ]);
});
