import type { AuditRow } from '../audit/table.ts';
import type { LedgerEntry } from '../guard/ledger-message.ts';
import type { Session } from '../guard/session.ts';

/** What a batch of entries comes to. Times are epoch milliseconds. */
export type MergedEntries = {
  changed: Session[];
  /** Ends of sessions of which the guard knows no more. */
  over: { id: string; at: number; reason: string }[];
  events: AuditRow[];
  signIns: { userId: string; at: number }[];
  /** When factors, by id or kind, were last used. */
  uses: { userId: string; factor: string; at: number }[];
  /** When identities, by id, were last used. */
  identities: { userId: string; id: string; at: number }[];
  /** Whether passkeys are synced. */
  backups: { credentialId: string; backedUp: boolean; at: number }[];
};

/** Merges entries, in whatever order and however often they came, to the latest of each. */
export function mergeEntries(entries: LedgerEntry[]): MergedEntries {
  const changed = new Map<string, Session>();
  const over = new Map<string, MergedEntries['over'][number]>();
  const events = new Map<string, AuditRow>();
  const signIns = new Map<string, MergedEntries['signIns'][number]>();
  const uses = new Map<string, MergedEntries['uses'][number]>();
  const identities = new Map<string, MergedEntries['identities'][number]>();
  const backups = new Map<string, MergedEntries['backups'][number]>();
  for (const { session, over: ended, event, signIn, used = signIn, backup } of entries) {
    if (backup !== undefined) keepGreater(backups, backup.credentialId, backup, ({ at }) => at);
    if (session !== undefined) keepGreater(changed, session.id, session, ({ seq }) => seq);
    if (ended !== undefined) keepGreater(over, ended.id, ended, ({ at }) => -at);
    if (event !== undefined) events.set(event.id, event);
    if (signIn !== undefined) {
      const { userId, at, identity: id } = signIn;
      keepGreater(signIns, userId, { userId, at }, (given) => given.at);
      if (id !== undefined) keepGreater(identities, id, { userId, id, at }, (given) => given.at);
    }
    if (used === undefined) continue;
    const { userId, at } = used;
    for (const factor of used.factors)
      keepGreater(uses, `${factor} ${userId}`, { userId, factor, at }, (given) => given.at);
  }
  return {
    changed: [...changed.values()],
    over: [...over.values()],
    events: [...events.values()],
    signIns: [...signIns.values()],
    uses: [...uses.values()],
    identities: [...identities.values()],
    backups: [...backups.values()],
  };
}

function keepGreater<T>(kept: Map<string, T>, key: string, value: T, rank: (value: T) => number) {
  const known = kept.get(key);
  if (known === undefined || rank(value) > rank(known)) kept.set(key, value);
}
