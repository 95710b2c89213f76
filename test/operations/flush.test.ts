import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createFlush, type FlushDeps } from '../../src/operations/flush.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

type Backlog = { sessions?: number; tokens?: number; events?: number; users?: number };

/** A flush over stores with the given expired rows; each statement takes `pause` milliseconds. */
function create(backlog: Backlog, pause = 0) {
  let now = 1000 * DAY;
  let statements = 0;
  const store = (rows = 0) => {
    let left = rows;
    return async (_before: number, limit: number) => {
      statements++;
      now += pause;
      const deleted = Math.min(left, limit);
      left -= deleted;
      return deleted;
    };
  };
  const flush = createFlush({
    sessions: { deleteExpired: store(backlog.sessions) },
    revokedTokens: { deleteExpired: store(backlog.tokens) },
    audit: { deleteBefore: store(backlog.events) },
    registrations: { deleteUnverified: store(backlog.users) },
    erased: { deleteExpired: async () => 0 },
    mails: { deleteBefore: async () => 0 } as never,
    deadLetters: { deleteBefore: async () => undefined } as never,
    figures: { fold: async () => undefined, noteRun: async () => undefined },
    resealSecrets: async () => 0,
    carryOutRemovals: async () => 0,
    tendBulkJobs: async () => undefined,
    names: { normalizeSome: async () => undefined },
    clock: () => now,
    auditRetention: DAY,
    unverifiedRetention: DAY,
  } as unknown as FlushDeps);
  return { flush, statements: () => statements };
}

describe('a flush', () => {
  it('with too much for one run deletes rows of every kind, and reports that some are left', async () => {
    const { flush, statements } = create({
      sessions: 10_000_000,
      tokens: 3_000,
      events: 500_000,
      users: 100,
    });
    const first = await flush();
    expect(first).toMatchObject({
      revoked_tokens: 3_000,
      unverified_accounts: 100,
      complete: false,
    });
    expect(first.sessions).toBeGreaterThan(300_000);
    expect(first.audit_events).toBeGreaterThan(300_000);
    // D1 allows 1,000 queries per invocation.
    expect(statements()).toBeLessThanOrEqual(400);
  });

  it('resumes where the last one stopped, until nothing is left', async () => {
    const { flush } = create({ sessions: 900_000, events: 1_100_000 });
    const runs = [await flush(), await flush(), await flush()];
    expect(runs.map(({ complete }) => complete)).toEqual([false, false, true]);
    const sum = (name: 'sessions' | 'audit_events') =>
      runs.reduce((total, run) => total + run[name], 0);
    expect([sum('sessions'), sum('audit_events')]).toEqual([900_000, 1_100_000]);
  });

  it('stops before the next one starts, however slow D1 is', async () => {
    const { flush, statements } = create({ sessions: 10_000_000 }, MINUTE);
    expect(await flush()).toMatchObject({ complete: false });
    expect(statements()).toBeLessThanOrEqual(12);
  });
});

describe('the cron trigger', () => {
  it('flushes every 15 minutes in every environment', () => {
    expect(env.TEST_WRANGLER.map(({ env: name, crons }) => [name, crons])).toEqual([
      ['', ['*/15 * * * *']],
      ['staging', ['*/15 * * * *']],
      ['production', ['*/15 * * * *']],
    ]);
  });

  it('deletes more per day than fifty million users leave behind', async () => {
    const { flush } = create({ events: 10_000_000 });
    const { audit_events: aRun } = await flush();
    // 42 events a month per active user, 30 % of all: src/operations/README.md, "What it bears".
    expect(aRun * 4 * 24).toBeGreaterThan((50_000_000 * 0.3 * 42) / 30);
  });
});
