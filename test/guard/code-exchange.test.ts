import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { newSession } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { arrange, issue, REQUEST, redeem, TRAITS, WALL } from './codes-world.ts';
import { NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const AT = NOW + 1;
const PROOF = { digest: 'p', expiresAt: NOW + HOUR };
const DEVICE = {
  ...{ deviceName: 'hers', deviceFingerprint: 'f', browser: 'Safari', os: 'iOS' },
  ...{ deviceType: 'mobile', userAgent: 'agent', ipAddress: '::1', city: 'Bern', country: 'CH' },
};
const BROWSER = newSession({ id: 's', createdAt: NOW, expiresAt: NOW + HOUR, ...DEVICE });
const OFFLINE = { request: { scope: 'openid offline_access' } };
const eventsOf = ({ events }: Parts) => events.list({ limit: 9 });
const triesOf = ({ codes }: Parts) => codes.find('d')?.tries;

/** A code that was issued in the browser’s session. */
function issued(parts: Parts, given: Parameters<typeof issue>[1] = {}) {
  arrange(parts, { session: BROWSER });
  issue(parts, given);
}

describe('a code that is exchanged', () => {
  it('becomes a grant with all that was promised', () =>
    withParts((parts) => {
      issued(parts);
      const { scope, resource } = REQUEST;
      const grant = { clientId: 'app', scope, resource, jkt: null, begunIn: 's' };
      const traits = { ...TRAITS, delivery: 'body', grant };
      const times = { issuedAt: AT, expiresAt: AT + 30 * MINUTE };
      expect(redeem(parts)).toEqual({
        ...{ kind: 'granted', code: parts.codes.find('d')?.code },
        token: { ...traits, jti: 'g-1', ...times, roles: ['user'], emailVerified: false },
        live: expect.objectContaining({ kind: 'live', view: viewOf() }),
      });
      expect(parts.codes.find('d')?.grantId).toBe('g');
      expect(parts.chainsKept.read('g')).toMatchObject({ traits, origin: 'there' });
    }));

  it('is a session on the device of the browser, and an event', () =>
    withParts((parts) => {
      issued(parts);
      redeem(parts);
      const device = { ...DEVICE, deviceName: null };
      const times = { createdAt: AT, expiresAt: AT + 30 * MINUTE };
      const session = { id: 'g', userId: 'u', ...device, clientId: 'app', amr: ['pwd'], ...times };
      expect(parts.chainsKept.read('g')?.session).toMatchObject(session);
      const metadata = { client_id: 'app', scope: REQUEST.scope };
      expect(eventsOf(parts)).toMatchObject([
        { type: 'grant.started', sessionId: 'g', createdAt: AT, metadata },
      ]);
    }));

  it('has an empty fingerprint where the browser has none', () =>
    withParts((parts) => {
      issued(parts);
      const statement =
        "update chains set session = json_set(session, '$.deviceFingerprint', null)";
      parts.tables.change(statement);
      redeem(parts);
      expect(parts.chainsKept.read('g')?.session?.deviceFingerprint).toBe('');
    }));

  it.each([
    ['ends with the browser’s session', {}, 2 * HOUR, NOW + HOUR],
    ['outlives it offline', OFFLINE, 2 * HOUR, AT + 2 * HOUR],
    ['ends by its own time', {}, MINUTE, AT + MINUTE],
  ])('%s', (_when, given, ttl, expiresAt) =>
    withParts((parts) => {
      issued(parts, given);
      expect(redeem(parts, { ttl })).toMatchObject({ token: { expiresAt } });
    }),
  );

  it('is bound to the key of a client that has no other proof', () =>
    withParts((parts) => {
      issued(parts);
      redeem(parts, { bindsKey: true });
      expect(parts.chainsKept.read('g')?.traits.grant?.jkt).toBe('key');
    }));

  it('has no role that is being taken away, and makes room for itself', () =>
    withParts((parts) => {
      issued(parts);
      issue(parts, { digest: 'e' });
      redeem(parts);
      const change = { nonce: 'n', deadline: WALL, since: 0, ends: [] };
      parts.versions.insertPending({ ...change, tightens: { roles: [] } }, NOW);
      const next = { digest: 'e', sessionId: 'h', jti: 'h-1', maxSessions: 1 };
      expect(redeem(parts, next)).toMatchObject({ kind: 'granted', token: { roles: [] } });
      expect(parts.endings()).toEqual({ g: 'too_many_sessions' });
    }));
});

describe('a code that is refused', () => {
  it.each([
    ['not_found', { digest: 'other' }, 0],
    ['client', { clientId: 'other' }, 1],
    ['redirect_uri', { redirectUri: 'https://other.example' }, 1],
    ['verifier', { challenge: 'other' }, 1],
    ['resource', { resource: 'https://other.example' }, 1],
    ['expired', { now: NOW + MINUTE }, 0],
  ])('as %s is not used up, and of %j %i are tries', (why, given, tries) =>
    withParts((parts) => {
      issued(parts);
      expect(redeem(parts, { ...given, proof: PROOF })).toEqual({ kind: 'refused', why });
      expect(triesOf(parts)).toBe(tries);
      expect(parts.chainsKept.read('g')).toBeNull();
      expect(redeem(parts, { proof: PROOF }).kind).toBe('granted');
    }),
  );

  it('for its key is a try too', () =>
    withParts((parts) => {
      issued(parts, { request: { jkt: 'key' } });
      expect(redeem(parts, { jkt: 'other' })).toEqual({ kind: 'refused', why: 'key' });
      expect(triesOf(parts)).toBe(1);
    }));

  it('for its session is not used up', () =>
    withParts((parts) => {
      issued(parts);
      parts.tables.change('update account set view = null');
      expect(redeem(parts)).toEqual({ kind: 'unknown' });
      parts.versions.writeKnown(viewOf(), NOW + DAY);
      parts.chains.end(['s'], 'admin', NOW);
      expect(redeem(parts)).toEqual({ kind: 'refused', why: 'over' });
      expect(parts.codes.find('d')?.grantId).toBeNull();
    }));

  it('as the session is idle, or revoked for its account', () =>
    withParts((parts) => {
      issued(parts);
      expect(redeem(parts, { idleTtl: 1 })).toEqual({ kind: 'refused', why: 'over' });
      parts.account.close(NOW + DAY);
      expect(redeem(parts)).toEqual({ kind: 'refused', why: 'over' });
    }));

  it('until the guard is taught the sessions of an earlier release', () =>
    withParts((parts) => {
      issued(parts);
      parts.chains.begin(sessionOf('t'));
      for (const id of ['s', 't']) {
        const query = 'select session from chains where session_id = ?';
        const [row] = parts.tables.rows<{ session: string }>(query, id);
        const statement = 'update chains set session = ? where session_id = ?';
        parts.tables.change(statement, null, id);
        expect(redeem(parts)).toEqual({ kind: 'untaught' });
        parts.tables.change(statement, row?.session ?? '', id);
      }
      expect(redeem(parts).kind).toBe('granted');
    }));
});

describe('a code that comes again', () => {
  it('ends its grant, and is recorded once', () =>
    withParts((parts) => {
      issued(parts);
      redeem(parts);
      const replayed = { kind: 'refused', why: 'replayed' };
      for (let times = 0; times < 2; times++)
        expect(redeem(parts, { now: NOW + 5 })).toEqual(replayed);
      expect(parts.endings()).toEqual({ g: 'code_replayed' });
      expect(eventsOf(parts).filter(({ type }) => type === 'grant.code_replayed')).toMatchObject([
        {
          ...{ sessionId: 'g', actorId: null, userId: 'u', createdAt: NOW + 5 },
          metadata: { client_id: 'app' },
        },
      ]);
      expect(triesOf(parts)).toBe(0);
    }));

  it('without all that belongs to it ends nothing', () =>
    withParts((parts) => {
      issued(parts);
      redeem(parts);
      expect(redeem(parts, { challenge: 'x' })).toEqual({ kind: 'refused', why: 'used' });
      expect(parts.endings()).toEqual({});
      expect(triesOf(parts)).toBe(0);
    }));

  it('with a proof that was used does nothing', () =>
    withParts((parts) => {
      issued(parts);
      issue(parts, { digest: 'e' });
      expect(redeem(parts, { proof: PROOF }).kind).toBe('granted');
      const used = { kind: 'refused', why: 'proof_used' };
      expect(redeem(parts, { proof: PROOF })).toEqual(used);
      expect(redeem(parts, { proof: PROOF, digest: 'e', sessionId: 'h' })).toEqual(used);
      const wrong = { proof: PROOF, digest: 'e', challenge: 'x' };
      expect(redeem(parts, wrong)).toEqual({ kind: 'refused', why: 'verifier' });
      expect(parts.endings()).toEqual({});
    }));
});
