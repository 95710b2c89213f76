import { describe, expect, it, vi } from 'vitest';
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
    lookAgain: vi.fn(),
  };
  return { outbox: outbox as unknown as Outbox, rows, lookAgain: outbox.lookAgain };
}

describe('a drain', () => {
  it('sends until nothing is left, and sends no row twice', async () => {
    const { outbox, rows, lookAgain } = outboxOf([1, 2]);
    const sent: LedgerMessage[] = [];
    const send = async (message: LedgerMessage) => {
      sent.push(message);
      if (sent.length === 1) rows.add(3);
    };
    const drain = new Drain(outbox, { send }, () => () => undefined);
    await Promise.all([drain.run(), drain.run()]);
    expect(sent).toHaveLength(2);
    expect(rows.size).toBe(0);
    expect(lookAgain).not.toHaveBeenCalled();
    await drain.run();
    expect(sent).toHaveLength(2);
  });

  it('throws what the queue throws, looks again, and keeps the rows for the next time', async () => {
    const { outbox, rows, lookAgain } = outboxOf([1]);
    const send = vi.fn(async () => {});
    send.mockRejectedValueOnce(new Error('full'));
    const drain = new Drain(outbox, { send }, () => () => undefined);
    await expect(drain.run()).rejects.toThrow('full');
    expect([...rows]).toEqual([1]);
    expect(lookAgain).toHaveBeenCalledOnce();
    await drain.run();
    expect(rows.size).toBe(0);
    expect(send).toHaveBeenCalledTimes(2);
  });

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
