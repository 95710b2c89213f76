import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { Account } from '../../src/guard/account.ts';
import { AccountStorage } from '../../src/guard/account-storage.ts';
import { ChainStorage } from '../../src/guard/chain-storage.ts';
import { Chains } from '../../src/guard/chains.ts';
import { CodeStorage } from '../../src/guard/code-storage.ts';
import { Codes } from '../../src/guard/codes.ts';
import { Connections } from '../../src/guard/connections.ts';
import { ConsentStorage } from '../../src/guard/consent-storage.ts';
import { EventStorage } from '../../src/guard/event-storage.ts';
import type { Grant } from '../../src/guard/grant.ts';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { HistoryMark } from '../../src/guard/history-mark.ts';
import { Journal } from '../../src/guard/journal.ts';
import type { LedgerEntry } from '../../src/guard/ledger-message.ts';
import { Outbox } from '../../src/guard/outbox.ts';
import { ProofStorage } from '../../src/guard/proof-storage.ts';
import { SecretStorage } from '../../src/guard/secret-storage.ts';
import { Secrets } from '../../src/guard/secrets.ts';
import { SessionHistory } from '../../src/guard/session-history.ts';
import { Tries } from '../../src/guard/tries.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { VersionStorage } from '../../src/guard/version-storage.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { newSession } from '../support/sessions.ts';

/** So far ahead that no alarm fires by itself during the tests. */
export const NOW = Date.UTC(2200, 0, 1);

/** What a guard is made of, over the storage of an object. */
function partsOf(storage: DurableObjectStorage) {
  const tables = new GuardTables(storage);
  const outbox = new Outbox(tables);
  const account = new AccountStorage(tables);
  const versions = new VersionStorage(tables);
  const mark = new HistoryMark(tables);
  const events = new EventStorage(tables);
  const journal = new Journal(events, outbox);
  const chainsKept = new ChainStorage(tables, outbox);
  const chains = new Chains(chainsKept, account);
  const user = new Account(versions, account, chainsKept, chains, mark);
  const history = new SessionHistory(chainsKept);
  const codes = new CodeStorage(tables);
  const consents = new ConsentStorage(tables);
  const proofs = new ProofStorage(tables);
  const tries = new Tries(new TryStorage(tables));
  const secrets = new Secrets(new SecretStorage(tables), account, tries);
  const kept = { codes, consents, chainsKept, chains, versions, history, secrets, proofs, journal };
  const parts = { ...kept, user, account, events, mark, tables };
  return {
    ...parts,
    exchange: new Codes(parts),
    connections: new Connections(parts),
    /** What D1 has been told since the last time this was asked. */
    told(): LedgerEntry[] {
      outbox.write();
      const next = outbox.next(new Set());
      if (next !== null) outbox.delete(next.ids);
      return next?.message.entries ?? [];
    },
    /** The reason of every session that has ended. */
    endings: (): Record<string, string> =>
      Object.fromEntries(
        chainsKept
          .listKept()
          .flatMap(({ id, chain }) =>
            chain.revokedReason === null ? [] : [[id, chain.revokedReason]],
          ),
      ),
  };
}
export type Parts = ReturnType<typeof partsOf>;

type Guard = ReturnType<typeof env.ACCOUNT_GUARD.getByName>;

/** Runs work on the rows of a guard. */
export const withTables = <T>(guard: Guard, work: (tables: GuardTables) => T): Promise<T> =>
  runInDurableObject(guard, (_, { storage }) => work(new GuardTables(storage)));

let counter = 0;
/** Runs work on the parts of a guard that has an object of its own. */
export const withParts = <T>(work: (parts: Parts) => T): Promise<T> =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(`parts-${++counter}`), (_, { storage }) =>
    work(partsOf(storage)),
  );

export type Begins = Partial<OpenChain> & { grant?: Partial<Grant>; startedBy?: string };

/** A session to begin; with `grant` one of a client, with `startedBy` one of an identity. */
export function sessionOf(sessionId: string, { grant, startedBy, ...given }: Begins = {}) {
  const { now = NOW, expiresAt = NOW + HOUR } = given;
  const held = { clientId: 'app', scope: 'openid', resource: null, jkt: null, begunIn: 's' };
  const clientId = grant === undefined ? null : (grant.clientId ?? 'app');
  const identity = startedBy === undefined ? {} : { id: startedBy, provider: 'google' };
  return {
    ...{ sessionId, jti: `${sessionId}-1`, now, expiresAt, origin: 'here', maxSessions: 20 },
    traits: {
      ...{ authTime: now, amr: ['pwd'], delivery: 'cookie' as const },
      ...(grant && { grant: { ...held, ...grant } }),
      ...(startedBy !== undefined && { identity: identity as { id: string; provider: string } }),
    },
    session: newSession({ id: sessionId, createdAt: now, expiresAt, clientId }),
    ...given,
  };
}
