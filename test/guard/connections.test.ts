import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { type Begins, NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const LATER = NOW + MINUTE;
const CODE = {
  ...{ clientId: 'app', redirectUri: 'https://app.example/cb', challenge: null, nonce: null },
  ...{ scope: 'openid', resource: null, jkt: null, begunIn: 's', authTime: NOW, amr: [] },
  ...{ issuedAt: NOW, expiresAt: LATER },
};

/** A user with sessions, by id. */
function begin({ versions, chains }: Parts, sessions: Record<string, Begins> = {}) {
  versions.writeKnown(viewOf(), NOW + DAY);
  for (const [id, given] of Object.entries(sessions)) chains.begin(sessionOf(id, given));
}
const save = ({ connections }: Parts, clientId = 'app', scope = 'openid', now = NOW) =>
  connections.save({ clientId, scope, now, trail: trailOf() });
const withdraw = ({ connections }: Parts, clientId = 'app') =>
  connections.withdraw({ clientId, now: LATER, trail: trailOf() });
const eventsOf = ({ events }: Parts) => events.list({ limit: 9 });

describe('a consent', () => {
  it('is kept and recorded, and adds to an earlier one', () =>
    withParts((parts) => {
      save(parts);
      save(parts, 'app', 'email', LATER);
      expect(parts.consents.find('app')).toMatchObject({ scope: 'openid email', since: NOW });
      const given = { type: 'consent.given', userId: 'u' };
      const metadata = { client_id: 'app', scope: 'email' };
      expect(eventsOf(parts)).toMatchObject([{ ...given, createdAt: LATER, metadata }, given]);
    }));

  it('that is withdrawn ends all that the client was granted, and is recorded', () =>
    withParts((parts) => {
      const other = { grant: { clientId: 'other' } };
      begin(parts, { s: {}, g: { grant: {} }, h: { grant: {} }, i: other });
      begin(parts, { over: { grant: {}, expiresAt: LATER } });
      save(parts);
      for (const clientId of ['app', 'other'])
        parts.codes.insert(`of ${clientId}`, { ...CODE, clientId });
      expect(withdraw(parts)).toBe(2);
      expect(parts.endings()).toEqual({ g: 'consent_withdrawn', h: 'consent_withdrawn' });
      expect(parts.consents.find('app')).toBeNull();
      expect(parts.codes.find('of app')).toBeNull();
      expect(parts.codes.find('of other')).not.toBeNull();
      const metadata = { client_id: 'app', grants: 2 };
      expect(eventsOf(parts)[0]).toMatchObject({
        ...{ type: 'consent.withdrawn', createdAt: LATER, metadata },
      });
    }));

  it.each([
    ['a consent without grants', true, false],
    ['grants without a consent', false, true],
    ['neither', false, false],
  ])('is withdrawn and recorded where there is %s', (_what, isGiven, isGranted) =>
    withParts((parts) => {
      begin(parts, isGranted ? { s: {}, g: { grant: {} } } : {});
      if (isGiven) save(parts);
      const before = eventsOf(parts).length;
      expect(withdraw(parts)).toBe(isGranted ? 1 : 0);
      expect(eventsOf(parts).length - before).toBe(isGiven || isGranted ? 1 : 0);
    }),
  );
});

describe('the clients that have access', () => {
  it('are those with a consent, from the oldest', () =>
    withParts((parts) => {
      save(parts, 'new', 'email', NOW + 2);
      save(parts, 'old', 'openid', NOW + 1);
      expect(parts.connections.list(LATER)).toEqual([
        { clientId: 'old', scope: 'openid', since: NOW + 1, lastUsedAt: null },
        { clientId: 'new', scope: 'email', since: NOW + 2, lastUsedAt: null },
      ]);
    }));

  it('are those with a living grant too, and no session of a browser', () =>
    withParts((parts) => {
      const scope = 'openid email';
      begin(parts, { s: {}, g: { grant: { scope }, now: NOW - 5 }, h: { grant: {} } });
      begin(parts, { over: { grant: { clientId: 'over' }, expiresAt: LATER } });
      begin(parts, { ended: { grant: { clientId: 'ended' } } });
      parts.chains.end(['ended'], 'admin', NOW);
      parts.chains.renew({ sessionId: 'g', jti: 'g-2' }, NOW + 9);
      save(parts, 'new', 'email', NOW + 1);
      const app = { clientId: 'app', scope, since: NOW - 5, lastUsedAt: NOW + 9 };
      const later = { clientId: 'new', scope: 'email', since: NOW + 1, lastUsedAt: null };
      expect(parts.connections.list(LATER)).toEqual([app, later]);
      const ids = parts.connections.list(LATER - 1).map(({ clientId }) => clientId);
      expect(ids.sort()).toEqual(['app', 'new', 'over']);
    }));

  it('have what they were granted beside what was consented to', () =>
    withParts((parts) => {
      save(parts, 'app', 'email', NOW + 3);
      save(parts, 'late', 'email', NOW - 1);
      begin(parts, { g: { grant: { scope: 'openid email' } } });
      begin(parts, { h: { grant: { clientId: 'late' }, now: NOW + 7 } });
      expect(parts.connections.list(LATER)).toEqual([
        { clientId: 'late', scope: 'email openid', since: NOW - 1, lastUsedAt: NOW + 7 },
        { clientId: 'app', scope: 'email openid', since: NOW, lastUsedAt: NOW },
      ]);
    }));

  it('have access since the last refresh that is known of an earlier release', () =>
    withParts((parts) => {
      begin(parts, { g: { grant: {}, expiresAt: NOW + HOUR } });
      parts.chains.renew({ sessionId: 'g', jti: 'g-2' }, NOW + 4);
      const list = () => parts.connections.list(LATER);
      expect(list()).toMatchObject([{ since: NOW, lastUsedAt: NOW + 4 }]);
      parts.tables.change('update chains set session = null');
      expect(list()).toMatchObject([{ since: NOW + 4, lastUsedAt: NOW + 4 }]);
    }));
});
