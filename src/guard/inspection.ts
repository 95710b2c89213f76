import type { AccountView } from '../users/user.ts';
import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage } from './chain-storage.ts';
import type { Session } from './session.ts';
import type { VersionStorage } from './version-storage.ts';
import type { Pending } from './versions.ts';

/** What a guard knows of its user, to compare D1 with. */
export type Inspection = {
  /** Whether the account is being or has been erased. */
  isClosed: boolean;
  /** Null until the guard has been taught its user, and once it has forgotten them. */
  view: AccountView | null;
  /** Changes that are neither committed nor settled. */
  pending: Pending[];
  /** Every stored session, live or ended, as D1 has been told. */
  sessions: Session[];
  /** Whether an earlier release began sessions that nobody has taught the guard. */
  isUntaught: boolean;
  /** Whether the ledger queue has taken all that D1 has to be told. */
  isSent: boolean;
};

type Parts = {
  account: AccountStorage;
  versions: VersionStorage;
  chains: ChainStorage;
  isSent: boolean;
};

/** Reads what a guard knows. Changes nothing. */
export function inspect({ account, versions, chains, isSent }: Parts): Inspection {
  const kept = chains.listKept();
  return {
    isClosed: account.isClosed(),
    view: versions.readKnown()?.view ?? null,
    pending: versions.listPending(),
    sessions: kept.flatMap(({ session }) => (session === null ? [] : [session])),
    isUntaught: kept.some(({ session }) => session === null),
    isSent,
  };
}
