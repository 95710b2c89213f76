import { Codes } from '../../src/guard/codes.ts';
import { Connections } from '../../src/guard/connections.ts';
import { ConsentStorage } from '../../src/guard/consent-storage.ts';
import type { Grant } from '../../src/guard/grant.ts';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import type { LedgerEntry } from '../../src/guard/ledger-message.ts';
import { ProofStorage } from '../../src/guard/proof-storage.ts';
import { SecretStorage } from '../../src/guard/secret-storage.ts';
import { Secrets } from '../../src/guard/secrets.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';
import { newSession } from '../support/sessions.ts';
import { createParts } from './create-parts.ts';

/** So far ahead that no alarm fires by itself during the tests. */
export const NOW = Date.UTC(2200, 0, 1);

/** What a guard is made of, over its tables. */
function partsOf(tables: GuardTables) {
  const { account: user, epochs: account, kept: chainsKept, ...rest } = createParts(tables);
  const { outbox, tries } = rest;
  const consents = new ConsentStorage(tables);
  const proofs = new ProofStorage(tables);
  const secrets = new Secrets(new SecretStorage(tables), account, tries);
  const parts = { ...rest, user, account, chainsKept, consents, proofs, secrets };
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

let counter = 0;
/** Runs work on the parts of a guard that has an object of its own. */
export const withParts = <T>(work: (parts: Parts) => T): Promise<T> =>
  withTables(`parts-${++counter}`, (tables) => work(partsOf(tables)));

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
