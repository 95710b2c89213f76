import { describe, expect, it } from 'vitest';
import {
  faultOfRequest,
  grantable,
  maxAgeOf,
  modeOf,
  promptsOf,
  wantsTwoFactors,
} from '../../../src/oauth/authorize/judge-parameters.ts';
import type { Asked, Parameter } from '../../../src/oauth/authorize/parameters.ts';
import type { OauthClient } from '../../../src/oauth/clients/client.ts';

const AUDIENCE = 'https://auth.test';
/** Forty-three characters of base64url. */
const HASH = `${'aZ09-_'.repeat(7)}x`;
const GOOD: Asked = {
  ...{ client_id: 'an-app', redirect_uri: 'https://app.test/back', response_type: 'code' },
  ...{ scope: 'openid', code_challenge: HASH, code_challenge_method: 'S256' },
};
const CLIENT = { scopes: ['openid', 'email'], requirePkce: true, requirePar: false };
const NO_CHALLENGE = { code_challenge: undefined, code_challenge_method: undefined };

/** What differs from a good request; undefined is not sent. */
type Given = { [name in Parameter]?: string | undefined };
type World = { client?: Partial<OauthClient>; isPushed?: boolean; audience?: string };

function judge(asked: Given, { client, isPushed = false, audience = AUDIENCE }: World = {}) {
  const reader = { audience, isPushed };
  const given = Object.entries({ ...GOOD, ...asked }).filter(([, value]) => value !== undefined);
  const read = { asked: Object.fromEntries(given), faults: {} };
  return faultOfRequest(read, { ...CLIENT, ...client } as OauthClient, reader);
}

describe('a request', () => {
  it.each<[string, Given, World?]>([
    ['has all that is needed', {}],
    ['names the mode of answers that it gets', { response_mode: 'query' }],
    ['gets its answer as a form', { response_mode: 'form_post' }],
    ['has a nonce in place of a challenge', { ...NO_CHALLENGE, nonce: 'n' }, noPkce()],
    ['asks for what its client may have among others', { scope: 'address email' }],
    ['is bound to a key', { dpop_jkt: HASH }],
    ['has every prompt that goes together', { prompt: 'login consent select_account' }],
    ['is to ask nothing', { prompt: 'none' }],
    ['has a prompt between spaces', { prompt: ' login  consent ' }],
    ['wants a proof of ten minutes', { max_age: '600' }],
    ['is pushed by a client that must', {}, { client: { requirePar: true }, isPushed: true }],
    ['is pushed by a client that need not', {}, { isPushed: true }],
  ])('is good if it %s', (_what, asked, world) => {
    expect(judge(asked, world)).toBeNull();
  });

  it.each<[string, string, Given, World?]>([
    ['request_not_supported', 'is an object', { request: 'ey' }],
    ['request_not_supported', 'is an object by reference', { request: 'ey', request_uri: 'u' }],
    ['request_uri_not_supported', 'is elsewhere', { request_uri: 'https://app.test/r' }],
    ['invalid_request', 'is pushed by reference', { request_uri: 'urn:a' }, { isPushed: true }],
    ['invalid_request', 'is not pushed and must be', {}, { client: { requirePar: true } }],
    ['invalid_request', 'wants nothing', { response_type: undefined }],
    ['unsupported_response_type', 'wants a token', { response_type: 'token' }],
    ['invalid_request', 'wants a fragment', { response_mode: 'fragment' }],
    [
      'invalid_request',
      'wants a form at an app',
      { response_mode: 'form_post', redirect_uri: 'com.example:/back' },
    ],
    ['invalid_scope', 'has no scope', { scope: undefined }],
    ['invalid_scope', 'has a scope of others', { scope: 'roles' }],
    ['invalid_request', 'has a method alone', { code_challenge: undefined, nonce: 'n' }, noPkce()],
    ['invalid_request', 'has no challenge', { ...NO_CHALLENGE, nonce: 'n' }],
    ['invalid_request', 'is held by nothing', NO_CHALLENGE, noPkce()],
    ['invalid_request', 'has a plain challenge', { code_challenge_method: 'plain' }],
    ['invalid_request', 'has a challenge without method', { code_challenge_method: undefined }],
    ['invalid_request', 'has a short challenge', { code_challenge: HASH.slice(1) }],
    ['invalid_request', 'has a long thumbprint', { dpop_jkt: `${HASH}x` }],
    ['invalid_request', 'has a new prompt', { prompt: 'login create' }],
    ['invalid_request', 'is to ask nothing and something', { prompt: 'none login' }],
    ['invalid_request', 'has a negative age', { max_age: '-1' }],
    ['invalid_request', 'has an age with a unit', { max_age: '60s' }],
    ['invalid_request', 'has a unit before its age', { max_age: 's60' }],
  ])('gets %s if it %s, and why', (error, _what, asked, world) => {
    expect(judge(asked, world)).toEqual([error, expect.stringMatching(/\w/)]);
  });

  it('is told which parameter is at fault, before anything else', () => {
    const read = { asked: GOOD, faults: { state: 'is too long', nonce: 'is too long' } };
    const client = { ...CLIENT, requirePar: true } as OauthClient;
    const fault = faultOfRequest(read, client, { audience: AUDIENCE, isPushed: false });
    expect(fault).toEqual(['invalid_request', 'state is too long']);
  });

  it.each<[RegExp, Given, World?]>([
    [/^code_challenge is missing$/, { ...NO_CHALLENGE, code_challenge_method: 'S256' }],
    [/^code_challenge is required$/, NO_CHALLENGE],
    [/^code_challenge or nonce/, NO_CHALLENGE, noPkce()],
    [/^code_challenge_method/, { code_challenge: 'short', code_challenge_method: 'plain' }],
    [/^response_type is missing/, { response_type: undefined }],
  ])('is told %s, so that its developer finds it', (text, asked, world) => {
    expect(judge(asked, world)?.[1]).toMatch(text);
  });
});

function noPkce(): World {
  return { client: { requirePkce: false } };
}

describe('a resource', () => {
  const own: World = { client: { scopes: ['openid', 'account'] } };

  it.each<[string, string, Given, World?]>([
    ['none', 'an API of its own', { resource: 'https://api.test/v1' }],
    ['none', 'a name', { resource: 'urn:api' }],
    ['invalid_target', 'no URI', { resource: 'api' }],
    ['invalid_target', 'one with a fragment', { resource: 'https://api.test/#a' }],
    ['invalid_target', 'that of our tokens', { resource: AUDIENCE }],
    ['invalid_target', 'that, spelt otherwise', { resource: 'HTTPS://AUTH.test:443/' }],
    ['none', 'that for who holds `account`', { resource: AUDIENCE, scope: 'account' }, own],
    ['invalid_target', 'that without `account`', { resource: AUDIENCE, scope: 'openid' }, own],
    ['none', 'another where ours is a name', { resource: 'urn:api' }, { audience: 'latchkey' }],
    [
      'invalid_target',
      'a fragment for anybody',
      { resource: `${AUDIENCE}#`, scope: 'account' },
      own,
    ],
  ])('gets %s if it is %s', (error, _what, asked, world) => {
    const fault = error === 'none' ? null : [error, expect.stringMatching(/^resource /)];
    expect(judge(asked, world)).toEqual(fault);
  });
});

describe('what a client may have of a scope', () => {
  const client = { scopes: ['account', 'email', 'openid'] } as OauthClient;

  it.each([
    ['email openid', 'openid email'],
    ['openid openid  openid', 'openid'],
    ['openid profile other', 'openid'],
    ['profile', ''],
    ['', ''],
    [undefined, ''],
  ])('%j is %j', (asked, granted) => {
    expect(grantable(asked, client)).toBe(granted);
  });
});

describe('how an answer travels', () => {
  it.each<[string, Asked]>([
    ['form_post', { response_mode: 'form_post', redirect_uri: 'https://app.test/back' }],
    ['form_post', { response_mode: 'form_post', redirect_uri: 'http://127.0.0.1:80/back' }],
    ['query', { response_mode: 'form_post', redirect_uri: 'com.example:/https://app.test' }],
    ['query', { response_mode: 'form_post', redirect_uri: 'https.example:/back' }],
    ['query', { response_mode: 'form_post' }],
    ['query', { response_mode: 'fragment', redirect_uri: 'https://app.test/back' }],
    ['query', { redirect_uri: 'https://app.test/back' }],
  ])('is %s for %j', (mode, asked) => {
    expect(modeOf(asked)).toBe(mode);
  });
});

describe('what a good request wants', () => {
  it('is asked in one order and once', () => {
    expect(promptsOf({ prompt: 'consent login consent' })).toEqual(['login', 'consent']);
    expect(promptsOf({})).toEqual([]);
  });

  it('is a proof of so many milliseconds', () => {
    expect(maxAgeOf({ max_age: '0' })).toBe(0);
    expect(maxAgeOf({ max_age: '90' })).toBe(90_000);
    expect(maxAgeOf({})).toBeNull();
  });

  it.each([
    ['aal2', true],
    ['other aal2', true],
    ['aal1 aal2', false],
    ['aal2 aal1', false],
    ['aal1', false],
    ['other', false],
    [undefined, false],
  ])('is two factors for %j: %s', (values, wanted) => {
    const asked = values === undefined ? {} : { acr_values: values };
    expect(wantsTwoFactors(asked)).toBe(wanted);
  });
});
