import { vi } from 'vitest';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import { SessionEnds } from '../../src/guard/session-ends.ts';
import { StepUps } from '../../src/guard/step-ups.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';
import { newSession, trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { createParts } from './create-parts.ts';

/** So far ahead that no alarm rings by itself. */
export const NOW = Date.UTC(2200, 0, 1);
/** When sessions expire that do not say so. */
export const END = NOW + 24 * HOUR;

let counter = 0;

/** The classes of a guard, and what a test asks of them. */
export type Parts = ReturnType<typeof partsOver>;

/** Does work on the classes of a guard over real storage, in an object of its own. */
export const overStorage = <T>(work: (parts: Parts) => T): Promise<T> =>
  withTables(`parts-${++counter}`, (tables) => work(partsOver(tables)));

function partsOver(tables: GuardTables) {
  const parts = createParts(tables);
  const { kept, outbox, journal } = parts;
  const noted = vi.spyOn(outbox, 'note');
  const recorded = vi.spyOn(journal, 'note');
  return {
    ...parts,
    triesKept: new TryStorage(tables),
    ends: new SessionEnds({ ...parts, chainsKept: kept }),
    stepUps: new StepUps({ ...parts, chainsKept: kept }),
    /** The rows of a query. */
    select: (query: string) => tables.rows(query),
    /** What D1 is to be told since this was last asked. */
    told: () => noted.mock.calls.splice(0).map(([entry]) => entry),
    /** What was recorded since this was last asked: type, session, facts, time. */
    happened: () =>
      recorded.mock.calls
        .splice(0)
        .map(([{ type, sessionId, metadata, at }]) => [type, sessionId, metadata, at]),
  };
}

/** A sign-in, by the row of the primary. */
export function signIn(given: Partial<OpenChain> = {}): OpenChain {
  const { sessionId = 's', now = NOW, expiresAt = END } = given;
  return {
    ...{ sessionId, jti: `${sessionId}-1`, now, expiresAt, factors: [], knownDevice: true },
    session: newSession({ id: sessionId, createdAt: now, expiresAt }),
    ...{ trail: trailOf(), traits: { authTime: now, amr: ['pwd'], delivery: 'cookie' } },
    ...{ origin: 'here', user: viewOf(), from: 'primary', wall: NOW, maxSessions: 20 },
    ...given,
  };
}

/** A grant of a client, begun in a session of a browser. */
export const grantIn = (begunIn: string, sessionId: string, scope = 'openid'): OpenChain =>
  signIn({
    sessionId,
    session: newSession({ id: sessionId, createdAt: NOW, expiresAt: END, clientId: 'app' }),
    traits: {
      ...{ authTime: NOW, amr: ['pwd'], delivery: 'body' },
      grant: { clientId: 'app', scope, resource: null, jkt: null, begunIn },
    },
  });
