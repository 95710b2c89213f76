import type { ChainStorage } from './chain-storage.ts';
import type { Chains } from './chains.ts';
import type { CodeStorage } from './code-storage.ts';
import type { ConsentStorage } from './consent-storage.ts';
import { scopesOf } from './grant.ts';
import type { Connection, SaveConsent, WithdrawConsent } from './grant-calls.ts';
import type { Journal } from './journal.ts';
import type { KeptSession } from './stored-chain.ts';

const WITHDRAWN = 'consent_withdrawn';

export type ConnectionParts = {
  codes: CodeStorage;
  consents: ConsentStorage;
  chainsKept: ChainStorage;
  chains: Chains;
  journal: Journal;
};

/** What has access to the account, by client. Synchronous; the caller owns the transaction. */
export class Connections {
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Records a consent; it adds to an earlier one. */
  save({ clientId, scope, now, trail }: SaveConsent): void {
    const { consents, journal } = this.#parts;
    consents.save({ clientId, scope, now });
    const metadata = { client_id: clientId, scope };
    journal.note({ type: 'consent.given', at: now, metadata }, trail);
  }

  /** Forgets a consent, and ends all that the client was granted. Returns how many grants. */
  withdraw({ clientId, now, trail }: WithdrawConsent): number {
    const { codes, consents, chainsKept, chains, journal } = this.#parts;
    codes.deleteUnused(clientId);
    const wasGiven = consents.delete(clientId);
    const held = chainsKept.listLive(now).filter((session) => session.clientId === clientId);
    const ended = chains.end(
      held.map(({ id }) => id),
      WITHDRAWN,
      now,
    );
    if (!wasGiven && ended.length === 0) return 0;
    const metadata = { client_id: clientId, grants: ended.length };
    journal.note({ type: 'consent.withdrawn', at: now, metadata }, trail);
    return ended.length;
  }

  /** The clients that the user consented to or that hold a grant, the oldest first. */
  list(now: number): Connection[] {
    const { consents, chainsKept } = this.#parts;
    const grants = chainsKept.listKept().filter((kept) => isLive(kept, now));
    const all = new Map<string, Connection>();
    for (const { clientId, scope, since } of consents.list())
      all.set(clientId, { clientId, scope, since, lastUsedAt: null });
    for (const { traits, chain, session } of grants) {
      const { clientId = '', scope = '' } = traits.grant ?? {};
      const at = chain.currentIssuedAt;
      const since = session?.createdAt ?? at;
      const known = all.get(clientId) ?? { clientId, scope: '', since, lastUsedAt: null };
      const scopes = new Set([...scopesOf(known.scope), ...scopesOf(scope)]);
      all.set(clientId, {
        clientId,
        scope: [...scopes].join(' '),
        since: Math.min(known.since, since),
        lastUsedAt: Math.max(known.lastUsedAt ?? 0, at),
      });
    }
    return [...all.values()].sort((a, b) => a.since - b.since);
  }
}

const isLive = ({ chain, traits }: KeptSession, now: number): boolean =>
  traits.grant !== undefined && chain.revokedReason === null && chain.expiresAt > now;
