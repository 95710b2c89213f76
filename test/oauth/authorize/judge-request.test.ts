import { describe, expect, it, vi } from 'vitest';
import { createJudgeRequest } from '../../../src/oauth/authorize/judge-request.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { client, RECEIVED, REDIRECT } from './parts.ts';

const HASH = 'x'.repeat(43);
const ADA = '019abcde-0000-7000-8000-000000000001';
const GOOD = {
  ...{ client_id: 'an-app', redirect_uri: REDIRECT, response_type: 'code', scope: 'openid' },
  ...{ code_challenge: HASH, code_challenge_method: 'S256' },
};
const CLAIMS = {
  ...{ iss: 'https://auth.test', sub: ADA, aud: 'an-app', exp: 1, iat: 1, auth_time: 1 },
  sid: '019abcde-0000-7000-8000-000000000002',
};

function arrange(found: StoredClient | null = client()) {
  const findClient = vi.fn(async () => found);
  const readIdToken = vi.fn(async (): Promise<object | null> => CLAIMS);
  const jwt = { audience: 'https://auth.test', readIdToken } as never;
  const judgeIt = createJudgeRequest({ findClient, jwt, clock: () => RECEIVED });
  const judge = (given: Record<string, string | undefined> = {}, pushedBy?: string) => {
    const asked = Object.entries({ ...GOOD, ...given });
    const sent = asked.filter((one): one is [string, string] => one[1] !== undefined);
    return judgeIt(new URLSearchParams(sent), pushedBy);
  };
  return { judge, findClient, readIdToken };
}

describe('a good request', () => {
  it('is kept as it was asked', async () => {
    const { judge, readIdToken } = arrange();
    const asked = { state: 's', nonce: 'n', resource: 'urn:api', dpop_jkt: HASH, max_age: '60' };
    const hints = { login_hint: 'ada@example.com', idp_hint: 'google', id_token_hint: 'ey' };
    const wishes = { prompt: 'login', acr_values: 'aal2', response_mode: 'form_post' };
    expect(await judge({ ...asked, ...hints, ...wishes, scope: 'email openid roles' })).toEqual({
      kind: 'good',
      locales: '',
      request: {
        ...{ clientId: 'an-app', redirectUri: REDIRECT, responseMode: 'form_post', state: 's' },
        ...{ challenge: HASH, nonce: 'n', scope: 'openid email', resource: 'urn:api', jkt: HASH },
        ...{ prompts: ['login'], maxAge: 60_000, wantsTwoFactors: true },
        ...{ loginHint: 'ada@example.com', providerHint: 'google', hintedUser: ADA },
        ...{ receivedAt: RECEIVED, pushed: null },
      },
    });
    expect(readIdToken).toHaveBeenCalledExactlyOnceWith('ey');
  });

  it('has null for what was not asked', async () => {
    const { judge, readIdToken } = arrange(client({ requirePkce: false }));
    const held = { code_challenge: undefined, code_challenge_method: undefined, nonce: 'n' };
    expect(await judge(held)).toMatchObject({ request: { challenge: null, nonce: 'n' } });
    expect(await judge()).toMatchObject({
      request: {
        ...{ responseMode: 'query', state: null, nonce: null, resource: null, jkt: null },
        ...{ prompts: [], maxAge: null, wantsTwoFactors: false },
        ...{ loginHint: null, providerHint: null, hintedUser: null },
      },
    });
    expect(readIdToken).not.toHaveBeenCalled();
  });

  it('has the languages that its client asks for, up to 256 characters', async () => {
    const { judge } = arrange();
    expect(await judge({ ui_locales: 'de fr' })).toMatchObject({ locales: 'de fr' });
    const long = 'de '.repeat(100);
    expect(await judge({ ui_locales: long })).toMatchObject({ locales: long.slice(0, 256) });
  });
});

describe('a stray request', () => {
  it.each<[string, StoredClient | null]>([
    ['unknown', null],
    ['disabled', client({ disabledAt: 1 })],
  ])('is one of a client that is %s', async (_why, found) => {
    expect(await arrange(found).judge()).toEqual({ kind: 'stray', why: 'client' });
  });

  it('is one that names no client, or too many', async () => {
    const { judge, findClient } = arrange(null);
    expect(await judge({ client_id: undefined })).toEqual({ kind: 'stray', why: 'client' });
    expect(findClient).toHaveBeenLastCalledWith('');
    expect(await judge({ client_id: 'a'.repeat(65) })).toEqual({ kind: 'stray', why: 'client' });
    expect(findClient).toHaveBeenLastCalledWith('');
  });

  it.each([undefined, '', `${REDIRECT}/other`, `${REDIRECT}?a=b`])('is one to %s', async (uri) => {
    const stray = { kind: 'stray', why: 'redirect_uri' };
    expect(await arrange().judge({ redirect_uri: uri })).toEqual(stray);
  });
});

describe('a refused request', () => {
  const to = { redirectUri: REDIRECT, responseMode: 'query', state: 's' };

  it('is answered where its client is, in the mode that it asks for', async () => {
    const { judge } = arrange();
    const refused = {
      kind: 'refused',
      error: 'invalid_scope',
      why: expect.stringMatching(/scope/),
    };
    expect(await judge({ scope: 'roles', state: 's' })).toEqual({ ...refused, to });
    expect(await judge({ scope: 'roles', response_mode: 'form_post' })).toEqual({
      ...refused,
      to: { ...to, responseMode: 'form_post', state: null },
    });
  });

  it.each<[string, object | null]>([
    ['of another client', { ...CLAIMS, aud: 'another' }],
    ['that is none of ours', null],
    ['that names nobody', { ...CLAIMS, sub: undefined }],
  ])('has an ID token %s', async (_what, claims) => {
    const { judge, readIdToken } = arrange();
    readIdToken.mockResolvedValue(claims);
    const why = expect.stringMatching(/^id_token_hint /);
    const refused = { kind: 'refused', error: 'invalid_request', why, to };
    expect(await judge({ id_token_hint: 'ey', state: 's' })).toEqual(refused);
  });
});

describe('a request that is pushed', () => {
  it('is of the client that has proved itself, whatever it says', async () => {
    const { judge, findClient } = arrange(client({ requirePar: true }));
    expect(await judge({ client_id: 'another' }, 'an-app')).toMatchObject({ kind: 'good' });
    expect(findClient).toHaveBeenCalledExactlyOnceWith('an-app');
    expect(await judge()).toMatchObject({ kind: 'refused', error: 'invalid_request' });
  });
});
