import { Account } from '../../src/guard/account.ts';
import { AccountStorage } from '../../src/guard/account-storage.ts';
import { ChainStorage } from '../../src/guard/chain-storage.ts';
import { Chains } from '../../src/guard/chains.ts';
import { CodeStorage } from '../../src/guard/code-storage.ts';
import { EventStorage } from '../../src/guard/event-storage.ts';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import { HistoryMark } from '../../src/guard/history-mark.ts';
import { Journal } from '../../src/guard/journal.ts';
import { Outbox } from '../../src/guard/outbox.ts';
import { SessionHistory } from '../../src/guard/session-history.ts';
import { SignIns } from '../../src/guard/sign-ins.ts';
import { Tries } from '../../src/guard/tries.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { VersionStorage } from '../../src/guard/version-storage.ts';

/** The guard's classes over its real storage; a mutant replaces some. */
export type Parts = ReturnType<typeof createParts>;

/** Lays the classes that a guard is made of over its tables. */
export function createParts(tables: GuardTables, Versions = VersionStorage) {
  const versions = new Versions(tables);
  const epochs = new AccountStorage(tables);
  const outbox = new Outbox(tables);
  const kept = new ChainStorage(tables, outbox);
  const chains = new Chains(kept, epochs);
  const mark = new HistoryMark(tables);
  const tries = new Tries(new TryStorage(tables));
  const account = new Account(versions, epochs, kept, chains, mark);
  const events = new EventStorage(tables);
  const journal = new Journal(events, outbox);
  const history = new SessionHistory(kept);
  const told = { outbox, journal, history, codes: new CodeStorage(tables) };
  const signIns = new SignIns({ ...told, user: account, account: epochs, versions, chains, tries });
  const parts = { tables, versions, epochs, kept, chains, tries, account, signIns };
  return { ...parts, ...told, events, mark, toldFirst: 'guard' };
}
