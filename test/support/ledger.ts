import { env } from 'cloudflare:workers';
import type { LedgerMessage } from '../../src/guard/ledger-message.ts';
import { createLedgerStore } from '../../src/ledger/ledger-store.ts';
import { createDatabase } from '../../src/shared/database.ts';

/** What guards have put on their queue and no test has taken yet. */
let waiting: LedgerMessage[] = [];
let fault: Error | null = null;

/**
 * Lets the guards put their messages here instead of on the real queue, whose consumer would write
 * to D1 whenever it likes. They run in the isolate of the tests and share the binding.
 */
export function collectLedger(): void {
  waiting = [];
  fault = null;
  Object.assign(env.LEDGER, {
    send: async (message: LedgerMessage) => {
      if (fault !== null) throw fault;
      waiting.push(structuredClone(message));
    },
  });
}

/** Takes what guards have sent since. */
export const takeLedger = (): LedgerMessage[] => waiting.splice(0);

/** Lets the queue fail until the next call, or until the test ends. */
export function breakLedger(isBroken = true): void {
  fault = isBroken ? new Error('the ledger queue is down') : null;
}

/** Brings to D1 what guards have sent since, as the consumer of their queue does. */
export async function bringLedger(): Promise<void> {
  const entries = takeLedger().flatMap((message) => message.entries);
  await createLedgerStore(createDatabase(env.DB)).write(entries);
}
