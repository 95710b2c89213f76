import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { RotateGrant } from '../../src/guard/grant-calls.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { newSession, trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';

const NOW = Date.UTC(2200, 0, 1);
const END = NOW + 24 * HOUR;
const API = 'https://api.example';
const trail = trailOf();
const common = { now: NOW, wall: NOW, idleTtl: 0 };
const consent = { clientId: 'app', scope: 'openid', now: NOW, trail };

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`grant-guard-${++counter}`);

/** A guard with a session of a browser and a grant begun in it, which is bound to a key. */
async function guardWithGrant({ scope = 'openid email offline_access', bindsKey = true } = {}) {
  const guard = freshGuard();
  await guard.open({
    ...{ sessionId: 'browser', jti: 'b-1', now: NOW, wall: NOW, expiresAt: END, trail },
    session: newSession({ id: 'browser', createdAt: NOW, expiresAt: END }),
    traits: { authTime: NOW, amr: ['pwd'], delivery: 'cookie' },
    ...{ origin: 'here', user: viewOf(), from: 'primary', factors: [], knownDevice: true },
    maxSessions: 9,
  });
  const client = { clientId: 'app', redirectUri: 'r', challenge: 'c', jkt: null };
  const issued = await guard.issueCode({
    shown: { sessionId: 'browser', jti: null, refreshJti: 'b-1', grace: 0, ...common },
    ...{ digest: 'code', needsConsent: false },
    request: { ...client, nonce: null, resource: API, scope },
  });
  expect(issued.kind).toBe('issued');
  const exchanged = await guard.exchangeCode({
    ...{ ...client, jkt: 'key', digest: 'code', bindsKey, sessionId: 'grant', jti: 'g-1' },
    ...{ ttl: HOUR, maxSessions: 9, origin: 'there', trail, ...common },
  });
  expect(exchanged.kind).toBe('granted');
  return guard;
}

const presented = (given: Partial<RotateGrant> = {}): RotateGrant => ({
  ...{ sessionId: 'grant', jti: 'g-1', successorJti: 'g-2', now: NOW, grace: HOUR },
  ...{ origin: 'there', wall: NOW, trail, clientId: 'app', jkt: 'key', scope: null },
  ...given,
});
const proof = { digest: 'a proof', expiresAt: END };

describe('the refresh token of a grant', () => {
  it.each<[string, Partial<RotateGrant>]>([
    ['foreign', { clientId: 'other' }],
    ['unbound', { jkt: 'other' }],
    ['unbound', { jkt: null }],
    ['exceeded', { scope: 'openid profile' }],
    ['elsewhere', { resource: 'https://other.example' }],
    ['ended', { sessionId: 'browser', jti: 'b-1' }],
    ['ended', { sessionId: 'unknown' }],
  ])('is %s by %j, which changes nothing', async (kind, wrong) => {
    const guard = await guardWithGrant();
    expect(await guard.rotateGrant(presented({ ...wrong, proof }))).toEqual({ kind });
    expect(await guard.rotateGrant(presented({ proof }))).toMatchObject({ kind: 'rotated' });
  });

  it('gives less than was granted, and for what it was granted', async () => {
    const guard = await guardWithGrant();
    const verdict = await guard.rotateGrant(presented({ scope: 'email', resource: API }));
    const token = { jti: 'g-2', grant: { clientId: 'app', begunIn: 'browser' } };
    expect(verdict).toMatchObject({ kind: 'rotated', token, view: { id: 'u' } });
    const repeated = await guard.rotateGrant(presented({ successorJti: 'g-3' }));
    expect(repeated).toMatchObject({ kind: 'repeated', token: { jti: 'g-2' }, view: { id: 'u' } });
  });

  it('takes any key, and none, if it is bound to none', async () => {
    const guard = await guardWithGrant({ bindsKey: false });
    for (const jkt of ['other', null])
      expect(await guard.rotateGrant(presented({ jkt }))).toHaveProperty('view');
  });

  it('takes a proof of its key once', async () => {
    const guard = await guardWithGrant();
    await guard.rotateGrant(presented({ proof }));
    expect(await guard.rotateGrant(presented({ proof }))).toEqual({ kind: 'proof_used' });
    const next = presented({ jti: 'g-2', successorJti: 'g-3' });
    expect(await guard.rotateGrant({ ...next, proof })).toEqual({ kind: 'proof_used' });
    expect(await guard.rotateGrant(next)).toMatchObject({ kind: 'rotated' });
  });

  it('is of no use without offline access', async () => {
    const guard = await guardWithGrant({ scope: 'openid' });
    expect(await guard.rotateGrant(presented())).toEqual({ kind: 'ended' });
  });

  it('shows the user without what is being taken away, or nobody if they are unknown', async () => {
    const guard = await guardWithGrant();
    await guard.prepare({ nonce: 'n', deadline: NOW, now: NOW, tightens: { roles: [] } });
    expect(await guard.rotateGrant(presented())).toMatchObject({ view: { id: 'u', roles: [] } });
    await runInDurableObject(guard, (_, { storage }) => {
      storage.sql.exec('update account set version = null, view = null');
    });
    expect(await guard.rotateGrant(presented())).toMatchObject({ kind: 'repeated', view: null });
  });
});

describe('the session that a grant was begun in', () => {
  it('is known, ended or not, of a grant alone', async () => {
    const guard = await guardWithGrant();
    await guard.end('browser', { reason: 'logout', now: NOW, trail });
    const origins = ['grant', 'browser', 'unknown'].map((id) => guard.findOrigin(id));
    expect(await Promise.all(origins)).toEqual(['browser', null, null]);
  });
});

describe('a consent', () => {
  it('is found and listed until it is withdrawn, with the grants', async () => {
    const guard = await guardWithGrant();
    expect(await guard.saveConsent(consent)).toBe(true);
    expect(await guard.findConsent('app')).toBe('openid');
    expect(await guard.findConsent('other')).toBeNull();
    expect(await guard.listConnections(NOW)).toMatchObject([{ clientId: 'app' }]);
    expect(await guard.withdrawConsent({ clientId: 'app', now: NOW, trail })).toBe(1);
    expect(await guard.findConsent('app')).toBeNull();
    expect(await guard.listConnections(NOW)).toEqual([]);
  });

  it('is neither given nor shown while an account is closed', async () => {
    const guard = await guardWithGrant();
    await guard.saveConsent(consent);
    await guard.close(END);
    expect(await guard.saveConsent({ ...consent, scope: 'email' })).toBe(false);
    expect(await guard.findConsent('app')).toBeNull();
    expect(await guard.listConnections(NOW)).toEqual([]);
  });
});
