import { describe, expect, it } from 'vitest';
import type { AuthorizeRequest } from '../../../src/oauth/authorize/request.ts';
import type { CodeAnswer } from '../../../src/oauth/grants/issue-code.ts';
import { arrangeGate, client, RECEIVED, REDIRECT, SHARED, type World } from './parts.ts';

const refused = (error: string) => ({ kind: 'refused', error, why: expect.stringMatching(/\w/) });

describe('a client', () => {
  it.each<[string, World]>([
    ['is gone', { client: null }],
    ['is disabled', { client: client({ disabledAt: 1 }) }],
    ['has another redirect URI', { client: client({ redirectUris: [`${REDIRECT}/b`] }) }],
  ])('gets nothing if it %s', async (_why, world) => {
    const { ask, issueCode, findSession } = arrangeGate(world);
    expect(await ask()).toEqual({ kind: 'stray' });
    expect(await ask({ prompts: ['none'] })).toEqual({ kind: 'stray' });
    expect(issueCode).not.toHaveBeenCalled();
    expect(findSession).not.toHaveBeenCalled();
  });

  it('gets no scope that it has lost meanwhile', async () => {
    const { ask, issueCode } = arrangeGate();
    expect(await ask({ scope: 'profile' })).toEqual(refused('invalid_scope'));
    expect(issueCode).not.toHaveBeenCalled();
    await ask({ scope: 'openid profile email' });
    expect(issueCode.mock.calls[0]?.[0].request.scope).toBe('openid email');
    const asked = await ask({ scope: 'profile email', prompts: ['consent'] });
    expect(asked).toMatchObject({ kind: 'ask', scope: 'email' });
  });
});

describe('a code', () => {
  it('is issued to who is signed in, by one call of the guard', async () => {
    const { ask, issueCode, useHandle, findSession, verify } = arrangeGate();
    expect(await ask()).toEqual({ kind: 'code', code: 'a-code' });
    expect(issueCode).toHaveBeenCalledExactlyOnceWith({
      refreshToken: 'a-token',
      request: {
        ...{ clientId: 'an-app', redirectUri: REDIRECT, scope: 'openid', resource: null },
        ...{ challenge: 'a-challenge', nonce: 'a-nonce', jkt: null },
      },
      needsConsent: false,
      demand: {
        ...{ since: 0, twoFactors: false },
        secondStep: { factors: ['totp', 'passkey', 'recovery_code'], since: RECEIVED },
      },
    });
    const used = expect.objectContaining({ refreshToken: 'a-token' });
    expect(useHandle).toHaveBeenCalledExactlyOnceWith(used, expect.any(Function));
    expect(findSession).not.toHaveBeenCalled();
    expect(verify).not.toHaveBeenCalled();
  });

  it('uses up what its client pushed', async () => {
    const { ask, issueCode } = arrangeGate();
    await ask({ pushed: 'a-digest' });
    expect(issueCode.mock.calls[0]?.[0].usesOnce).toBe('a-digest');
  });

  it.each<[boolean, string, World, Partial<AuthorizeRequest>]>([
    [false, 'the service’s owner', {}, {}],
    [true, 'a third party', { client: client({ firstParty: false }) }, {}],
    [true, 'whoever listens on a machine', {}, { redirectUri: SHARED }],
  ])('needs consent (%s) for %s', async (needed, _who, world, given) => {
    const { ask, issueCode } = arrangeGate(world);
    await ask(given, { isAnswered: true });
    expect(issueCode.mock.calls[0]?.[0].needsConsent).toBe(needed);
  });

  it.each<[object, Partial<AuthorizeRequest>, World?]>([
    [{ since: RECEIVED }, { prompts: ['login'] }],
    [{ since: RECEIVED }, { prompts: ['login'], maxAge: 60_000 }],
    [{ since: RECEIVED - 60_000 }, { maxAge: 60_000 }],
    [{ since: RECEIVED }, { maxAge: 0 }],
    [{ since: 0, twoFactors: true }, { wantsTwoFactors: true }],
  ])('takes a proof like %j for %j', async (demand, given) => {
    const { ask, issueCode } = arrangeGate();
    await ask(given);
    expect(issueCode.mock.calls[0]?.[0].demand).toMatchObject(demand);
  });

  it('takes no second step where none is asked for', async () => {
    const { ask, issueCode } = arrangeGate({ policy: 'off' });
    await ask();
    expect(issueCode.mock.calls[0]?.[0].demand).toEqual({ since: 0, twoFactors: false });
  });

  it.each<[CodeAnswer['kind'], object]>([
    ['over', { kind: 'sign_in' }],
    ['used', { kind: 'used' }],
    ['proof_due', { kind: 'prove' }],
    ['consent', { kind: 'ask', client: client(), scope: 'openid' }],
  ])('is not there if the guard says %s', async (kind, expected) => {
    const { ask, user } = arrangeGate({ answers: [kind], factors: ['totp'] });
    const whom = kind === 'consent' ? { user } : {};
    expect(await ask()).toEqual({ ...expected, ...whom });
  });
});

describe('somebody else', () => {
  it('signs in, where the client names who shall', async () => {
    const { ask, issueCode } = arrangeGate();
    expect(await ask({ hintedUser: 'bob' })).toEqual({ kind: 'sign_in' });
    expect(issueCode).not.toHaveBeenCalled();
    expect(await ask({ hintedUser: 'ada' })).toMatchObject({ kind: 'code' });
  });

  it('signs in, where the session is over', async () => {
    const { ask, verify, issueCode } = arrangeGate();
    verify.mockRejectedValue(new Error('expired'));
    expect(await ask({ hintedUser: 'ada' })).toEqual({ kind: 'sign_in' });
    expect(issueCode).not.toHaveBeenCalled();
  });

  it('signs in, where nobody is signed in', async () => {
    const { ask, issueCode } = arrangeGate();
    expect(await ask({}, { refreshToken: null })).toEqual({ kind: 'sign_in' });
    expect(issueCode).not.toHaveBeenCalled();
  });
});

describe.each<[string, Partial<AuthorizeRequest>]>([
  ['that wants a consent', { prompts: ['consent'] }],
  ['that wants a choice of account', { prompts: ['select_account'] }],
  ['whose answer anybody on the machine may get', { redirectUri: SHARED }],
])('a request %s', (_what, given) => {
  it('asks the person, whatever they consented to', async () => {
    const { ask, user, issueCode, findSession } = arrangeGate();
    const expected = { kind: 'ask', user, client: client(), scope: 'openid' };
    expect(await ask(given)).toEqual(expected);
    expect(findSession).toHaveBeenCalledExactlyOnceWith('a-token');
    expect(issueCode).not.toHaveBeenCalled();
  });

  it('leads to a code once they have answered', async () => {
    const { ask, findSession } = arrangeGate();
    expect(await ask(given, { isAnswered: true })).toMatchObject({ kind: 'code' });
    expect(findSession).not.toHaveBeenCalled();
  });

  it('has them sign in if their session is over', async () => {
    const { ask, findSession } = arrangeGate();
    findSession.mockResolvedValue(null);
    expect(await ask(given)).toEqual({ kind: 'sign_in' });
  });
});

describe('a request that is to ask nothing', () => {
  const none: Partial<AuthorizeRequest> = { prompts: ['none'] };

  it('leads to a code, or says that it was used', async () => {
    expect(await arrangeGate().ask(none)).toMatchObject({ kind: 'code' });
    expect(await arrangeGate({ answers: ['used'] }).ask(none)).toEqual({ kind: 'used' });
  });

  it.each<[string, World, Partial<AuthorizeRequest>, string | null]>([
    ['login_required', {}, {}, null],
    ['login_required', { answers: ['over'] }, {}, 'a-token'],
    ['login_required', { answers: ['proof_due'] }, { maxAge: 0 }, 'a-token'],
    ['consent_required', { answers: ['consent'] }, {}, 'a-token'],
    ['consent_required', {}, { redirectUri: SHARED }, 'a-token'],
  ])('is refused with %s: %j %j', async (error, world, given, refreshToken) => {
    expect(await arrangeGate(world).ask({ ...none, ...given }, { refreshToken })).toEqual(
      refused(error),
    );
  });
});
