import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { toAuditRow } from '../../src/audit/to-row.ts';
import { DAY, MINUTE } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { breakLedger, takeLedger } from '../support/ledger.ts';
import { trailOf } from '../support/sessions.ts';

const NOW = Date.UTC(2200, 0, 1);
const UNTIL = NOW + DAY;

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`learn-history-${++counter}`);
const { origin } = trailOf();
/** An event that operators search for. */
const kept = (at = NOW) => ({
  row: toAuditRow({ type: 'account.locked', userId: 'u', origin, at }, systemRandom.uuidAt(at)),
  keepUntil: UNTIL,
});
const whole = { edition: 0, now: NOW, until: UNTIL };
const all = { limit: 9 };

describe('the history that a guard is taught', () => {
  it('is whole with the last page, and D1 is not given back what it has', async () => {
    const guard = freshGuard();
    expect(await guard.history(all)).toEqual({ events: [], lacks: { since: 0, edition: 0 } });
    const [old, newer] = [kept(NOW), kept(NOW + 1)];
    await guard.learnHistory({ events: [old], whole: null });
    const lacks = { since: 0, edition: 0 };
    expect(await guard.history(all)).toEqual({ events: [old.row], lacks });
    await guard.learnHistory({ events: [old, newer], whole });
    expect(await guard.history(all)).toEqual({ events: [newer.row, old.row], lacks: null });
    expect(takeLedger()).toEqual([]);
  });

  it('may lack what a pending change has written', async () => {
    const guard = freshGuard();
    await guard.learnHistory({ events: [], whole });
    await guard.prepare({ nonce: 'n', deadline: NOW, now: NOW });
    const since = NOW - 15 * MINUTE;
    expect(await guard.history(all)).toMatchObject({ lacks: { since } });
    await guard.abandon('n');
    expect(await guard.history(all)).toMatchObject({ lacks: null });
  });

  it('is not taken by a closed account, which records nothing either', async () => {
    const guard = freshGuard();
    expect(await guard.record(kept())).toBe(true);
    await guard.close(UNTIL);
    expect(await guard.record(kept())).toBe(false);
    await guard.learnHistory({ events: [kept()], whole });
    expect((await guard.history(all)).events).toHaveLength(1);
    expect(await guard.history(all)).toMatchObject({ lacks: { since: 0 } });
  });
});

describe('what D1 has not been told', () => {
  it('is sent before the guard is inspected, which says if the queue took it', async () => {
    const guard = freshGuard();
    breakLedger();
    await guard.record(kept());
    expect((await guard.inspect()).isSent).toBe(false);
    breakLedger(false);
    expect((await guard.inspect()).isSent).toBe(true);
    expect(takeLedger()).toHaveLength(1);
  });
});
