import { describe, expect, it } from 'vitest';
import { Drain } from '../../src/guard/drain.ts';
import type { LedgerMessage } from '../../src/guard/ledger-message.ts';
import type { Outbox } from '../../src/guard/outbox.ts';

/** An outbox with these rows. */
function outboxOf(ids: number[]) {
  const rows = new Set(ids);
  const outbox = {
    next: (sending: ReadonlySet<number>) => {
      const next = [...rows].filter((id) => !sending.has(id));
      return next.length === 0 ? null : { ids: next, message: { entries: [] } };
    },
    delete: (sent: number[]) => {
      for (const id of sent) rows.delete(id);
    },
    lookAgain: () => undefined,
  };
  return { outbox: outbox as unknown as Outbox, rows };
}

describe('a drain', () => {
  it('gives a send up that hangs, and sends its rows again', async () => {
    const { outbox, rows } = outboxOf([1, 2]);
    const fires: (() => void)[] = [];
    const sent: LedgerMessage[] = [];
    let hangs = true;
    const queue = {
      send: async (message: LedgerMessage) => {
        sent.push(message);
        if (hangs) await new Promise(() => undefined);
      },
    };
    const drain = new Drain(outbox, queue, (ms, fire) => {
      expect(ms).toBe(5000);
      fires.push(fire);
      return () => undefined;
    });
    const first = drain.run();
    // While it hangs, nobody else sends them.
    await drain.run();
    expect(sent).toHaveLength(1);
    for (const fire of fires) fire();
    await expect(first).rejects.toThrow('the ledger queue hangs');
    expect([...rows]).toEqual([1, 2]);
    hangs = false;
    await drain.run();
    expect(sent).toHaveLength(2);
    expect(rows.size).toBe(0);
  });
});
