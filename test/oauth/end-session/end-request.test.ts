import { describe, expect, it, vi } from 'vitest';
import {
  createEndRequests,
  type EndRequest,
  type EndRequestsDeps,
} from '../../../src/oauth/end-session/end-request.ts';
import { HOUR, MINUTE } from '../../../src/shared/clock.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { sealText } from '../../../src/shared/seal.ts';
import { signIdToken } from '../../../src/tokens/id-token.ts';
import { CLIENT, jwt, KEYS, NOW, SESSION_ID, USER_ID } from '../grants/parts.ts';

const HOME = 'https://app.test/bye';
const WITH_QUERY = 'https://app.test/bye?from=us';
const KNOWN = { ...CLIENT, postLogoutRedirectUris: [HOME, WITH_QUERY] };
/** An ID token that has expired. */
const HINT = await signIdToken(jwt, {
  ...{ alg: 'ES256', userId: USER_ID, clientId: 'app', sessionId: SESSION_ID, nonce: null },
  ...{ issuedAt: NOW - 2 * HOUR, expiresAt: NOW - HOUR, authTime: NOW, amr: [], claims: {} },
  accessToken: 'a token',
});
const NOTHING: EndRequest = { userId: null, grantId: null, to: null, until: 0 };
const LIFE = 30 * MINUTE;

function arrange({ client = KNOWN as object | null, keys = KEYS as KeyRing } = {}) {
  let now = NOW;
  const findClient = vi.fn(async () => client);
  const findOrigin = vi.fn(async (): Promise<string | null> => 'a-browser');
  const deps = { guards: { findOrigin }, findClient, jwt, keys, clock: () => now };
  const requests = createEndRequests(deps as unknown as EndRequestsDeps);
  const judge = (given: Record<string, string> | [string, string][]) =>
    requests.judge(new URLSearchParams(given));
  return { ...requests, judge, findClient, findOrigin, wait: (time: number) => (now += time) };
}

const GOOD: EndRequest = { userId: USER_ID, grantId: SESSION_ID, to: null, until: NOW + LIFE };

describe('a request to sign out', () => {
  it('is about the user and the session of its hint, for half an hour', async () => {
    const { judge, findClient } = arrange();
    expect(await judge({ id_token_hint: HINT })).toEqual(GOOD);
    expect(findClient).toHaveBeenCalledExactlyOnceWith('app');
  });

  it.each([
    [HOME, undefined, HOME],
    [HOME, 'a b&c', `${HOME}?state=a%20b%26c`],
    [WITH_QUERY, 's', `${WITH_QUERY}&state=s`],
    [HOME, '', HOME],
    [`${HOME}/more`, 's', null],
    ['https://elsewhere.test', undefined, null],
    ['', 's', null],
  ])('goes on to “%s”, with the state %s: %s', async (uri, state, to) => {
    const asked = { id_token_hint: HINT, post_logout_redirect_uri: uri };
    const given = { ...asked, ...(state !== undefined && { state }) };
    expect(await arrange().judge(given)).toEqual({ ...GOOD, to });
  });

  it('may name the client of its hint, or none', async () => {
    for (const client_id of ['app', ''])
      expect(await arrange().judge({ id_token_hint: HINT, client_id })).toEqual(GOOD);
  });

  const back = { post_logout_redirect_uri: HOME };
  it.each<[string, Record<string, string> | [string, string][]]>([
    ['has no hint', back],
    ['has an empty hint', { ...back, id_token_hint: '' }],
    ['has a hint that is none of ours', { ...back, id_token_hint: `${HINT}x` }],
    ['names another client', { ...back, id_token_hint: HINT, client_id: 'other' }],
    ['repeats its hint', [...['a', HINT].map((one): [string, string] => ['id_token_hint', one])]],
    [
      'repeats its state',
      [
        ['id_token_hint', HINT],
        ['state', 's'],
        ['state', 's'],
      ],
    ],
    ['has a state of 2049 characters', { id_token_hint: HINT, state: 's'.repeat(2049) }],
    ['has a client of 65 characters', { id_token_hint: HINT, client_id: 'a'.repeat(65) }],
  ])('asks for nothing if it %s', async (_what, given) => {
    const { judge, findClient } = arrange();
    expect(await judge(given)).toEqual(NOTHING);
    expect(findClient).not.toHaveBeenCalled();
  });

  it('may have a state of 2048 characters', async () => {
    const state = 's'.repeat(2048);
    const given = { id_token_hint: HINT, ...back, state };
    expect((await arrange().judge(given)).to).toBe(`${HOME}?state=${state}`);
  });

  it.each([
    ['gone', null],
    ['disabled', { ...KNOWN, disabledAt: 0 }],
  ])('asks for nothing if its client is %s', async (_what, client) => {
    expect(await arrange({ client }).judge({ id_token_hint: HINT })).toEqual(NOTHING);
  });
});

describe('a request of a hint', () => {
  const session = { userId: USER_ID, id: 'a-browser' };

  it('is about the session that the hint’s grant was begun in', async () => {
    const { isAbout, findOrigin } = arrange();
    expect(await isAbout(GOOD, session)).toBe(true);
    expect(findOrigin).toHaveBeenCalledExactlyOnceWith(USER_ID, SESSION_ID);
    expect(await isAbout(GOOD, { ...session, id: 'another-browser' })).toBe(false);
    findOrigin.mockResolvedValue(null);
    expect(await isAbout(GOOD, session)).toBe(false);
  });

  it.each([
    ['another user', { ...GOOD, userId: 'bob' }],
    ['nobody', NOTHING],
    ['no grant', { ...GOOD, grantId: null }],
  ])('is about no session if it is of %s, and asks no guard', async (_whom, request) => {
    const { isAbout, findOrigin } = arrange();
    expect(await isAbout(request, session)).toBe(false);
    expect(findOrigin).not.toHaveBeenCalled();
  });
});

describe('a request under seal', () => {
  const asked = { ...GOOD, to: HOME };

  it('is the same when it comes back, until its time is over', async () => {
    const { seal, unseal, wait } = arrange();
    const sealed = await seal(asked);
    expect(sealed).not.toContain(USER_ID);
    wait(LIFE - 1);
    expect(await unseal(sealed)).toEqual(asked);
    wait(1);
    expect(await unseal(sealed)).toEqual(NOTHING);
  });

  it('asks for nothing if another key sealed it', async () => {
    const sealed = await arrange({ keys: [new Uint8Array(32).fill(9)] }).seal(asked);
    expect(await arrange().unseal(sealed)).toEqual(NOTHING);
  });

  it('asks for nothing if it is none', async () => {
    const { unseal } = arrange();
    expect(await unseal('none')).toEqual(NOTHING);
    const { until: _, ...partly } = asked;
    for (const other of [partly, { ...asked, userId: 7 }, null])
      expect(await unseal(await sealText(KEYS, JSON.stringify(other)))).toEqual(NOTHING);
  });
});
