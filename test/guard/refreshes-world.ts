import { vi } from 'vitest';
import { AccountStorage } from '../../src/guard/account-storage.ts';
import { ChainStorage } from '../../src/guard/chain-storage.ts';
import { Chains } from '../../src/guard/chains.ts';
import type { RotateChain } from '../../src/guard/guard-calls.ts';
import type { SessionTraits } from '../../src/guard/guard-state.ts';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import type { Journal } from '../../src/guard/journal.ts';
import { Outbox } from '../../src/guard/outbox.ts';
import { Refreshes } from '../../src/guard/refreshes.ts';
import { SessionHistory } from '../../src/guard/session-history.ts';
import { VersionStorage } from '../../src/guard/version-storage.ts';
import type { Pending } from '../../src/guard/versions.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { withTables } from '../support/guard-tables.ts';
import { newSession, trailOf } from '../support/sessions.ts';

/** Noon of a day, and the beginning of an hour. */
export const NOW = Date.UTC(2200, 0, 1, 12);
export const END = NOW + 30 * DAY;
export const GRACE = 30 * SECOND;
export const TRAIL = trailOf();
const GRANT = {
  ...{ clientId: 'app', scope: 'openid', resource: null, jkt: null, begunIn: 'browser' },
};

/** A user as D1 has it. */
export const viewOf = (more: Partial<AccountView> = {}) =>
  ({
    ...{ version: 1, roles: ['user', 'staff'], rolesChangedAt: 0, emailVerifiedAt: 1 },
    ...{ status: 'active', ...more },
  }) as AccountView;

function worldOf(tables: GuardTables) {
  const chainsKept = new ChainStorage(tables, new Outbox(tables));
  const chains = new Chains(chainsKept, new AccountStorage(tables));
  const versions = new VersionStorage(tables);
  const note = vi.fn();
  const refreshes = new Refreshes({
    ...{ chainsKept, chains, versions, history: new SessionHistory(chainsKept) },
    journal: { note } as unknown as Journal,
  });
  const learn = (view: AccountView) => versions.writeKnown(view, END);
  learn(viewOf());
  /** Begins a session at noon, whose first token is named after it. */
  const begin = (sessionId = 's', grant = false) => {
    const session = newSession({ id: sessionId, createdAt: NOW, expiresAt: END });
    const traits: SessionTraits = { authTime: NOW, amr: ['pwd'], delivery: 'cookie' };
    chains.begin({
      ...{ sessionId, jti: `${sessionId}-1`, now: NOW, expiresAt: END, origin: 'here' },
      ...{ traits: grant ? { ...traits, grant: GRANT } : traits, maxSessions: 9, session },
    });
  };
  const present = (jti: string, successorJti: string, more: Partial<RotateChain> = {}) => {
    const [sessionId = ''] = jti.split('-');
    const where = { sessionId, origin: 'here', trail: TRAIL, grace: GRACE, now: NOW + MINUTE };
    return refreshes.present({ ...where, jti, successorJti, ...more });
  };
  const prepare = (more: Partial<Pending>) =>
    versions.insertPending(
      { nonce: 'n', deadline: NOW, since: 1, tightens: {}, ends: [], ...more },
      NOW,
    );
  const kept = (sessionId = 's') => chainsKept.read(sessionId);
  const names = () => note.mock.calls.map(([event]) => event.type);
  return { tables, chainsKept, refreshes, note, names, learn, begin, present, prepare, kept };
}

/** Runs work with what judges refreshes, on the storage of a guard that is empty at first. */
export const inWorld = (work: (world: ReturnType<typeof worldOf>) => void) =>
  withTables('refreshes', (tables) => work(worldOf(tables)));
