import { decodeJwt, decodeProtectedHeader, exportPKCS8, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/methods/social/attempt.ts';
import { beginAttempt } from '../../../src/methods/social/begin-attempt.ts';
import { finishAttempt } from '../../../src/methods/social/finish-attempt.ts';
import type { SocialProvider } from '../../../src/methods/social/provider.ts';
import type { SocialDeps } from '../../../src/methods/social/social-deps.ts';
import { AppError } from '../../../src/shared/errors.ts';
import {
  type Account,
  type Endpoint,
  type Fault,
  type Shape,
  TENANT,
  type Trouble,
} from '../../support/fake-provider/account.ts';
import type { Change } from '../../support/fake-provider.ts';
import { type FakeProvider, fakeProvider, providerAt, socialDeps } from '../../support/social.ts';

const SHAPES: Shape[] = ['openid', 'google', 'apple', 'microsoft', 'github'];
const ISSUING = SHAPES.filter((shape) => shape !== 'github');
const GITHUB: Account['person'] = {
  id: 4711,
  login: 'ada',
  name: 'Ada Lovelace',
  emails: [
    { email: 'other@example.org', primary: false, verified: true, visibility: null },
    { email: 'ada@example.org', primary: true, verified: true, visibility: 'private' },
  ],
};

const appleKey = generateKeyPair('ES256', { extractable: true });

async function world(shape: Shape, change: Change = {}, set: Partial<SocialProvider> = {}) {
  const person = shape === 'github' ? { person: GITHUB } : {};
  const fake = await fakeProvider({ shape, ...person, ...change });
  const apple =
    shape === 'apple'
      ? {
          secret: await exportPKCS8((await appleKey).privateKey),
          appleKey: { teamId: 'TEAM123456', keyId: 'KEY1234567' },
        }
      : {};
  const provider = providerAt(fake, { ...apple, ...set });
  return { fake, provider, ...socialDeps([provider]) };
}

const SIGN_IN = { intent: { kind: 'sign_in', remember: false }, returnTo: null } as const;

const begin = (deps: SocialDeps, { id }: SocialProvider) =>
  beginAttempt(deps, { provider: id, ...SIGN_IN });

/** The whole way, with an account that changes once the browser is at the provider. */
async function goThrough(
  { fake, provider, deps }: { fake: FakeProvider; provider: SocialProvider; deps: SocialDeps },
  change: Change = {},
) {
  const { attempt, location } = await begin(deps, provider);
  await fake.set(change);
  return finishAttempt(deps, { attempt, params: await fake.decide(location) });
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; reason: string }> {
  const error = await work.then(
    (answer) => expect.fail(`it was answered: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  const { cause } = error;
  return { code: error.code, reason: cause instanceof Error ? cause.message : '' };
}

describe('a way to a provider', () => {
  it.each(SHAPES)('leads to its page, and back with an answer: %s', async (shape) => {
    const at = await world(shape);
    const answer = await goThrough(at);
    const names = { firstName: 'Ada', lastName: 'Lovelace', displayName: 'Ada Lovelace' };
    const person = shape === 'github' ? GITHUB : { sub: 'person-1', email: 'ada@gmail.com' };
    expect(answer).toEqual({
      provider: at.provider.id,
      issuer:
        shape === 'github'
          ? `${at.fake.issuer}/login/oauth`
          : at.fake.issuer.replace('/common/', `/${TENANT}/`),
      subject: String(person.id ?? person.sub),
      email: shape === 'github' ? 'ada@example.org' : person.email,
      vouchesForEmail: shape === 'google' || shape === 'github',
      vouchesForTwoFactors: false,
      ...names,
      ...(shape === 'github' || shape === 'apple' ? { firstName: '', lastName: '' } : {}),
    });
    expect(at.counted).toEqual([
      { name: 'provider', outcome: 'begun', kind: at.provider.id },
      { name: 'provider', outcome: 'ok', kind: at.provider.id },
    ]);
  });

  it.each(SHAPES)('asks as it should: %s', async (shape) => {
    const { deps, provider } = await world(shape);
    const { attempt, location } = await begin(deps, provider);
    const { searchParams: asked } = new URL(location);
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'latchkey',
      redirect_uri: `https://auth.test/sign-in/with/${provider.id}/callback`,
      state: attempt.state,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      ...(shape === 'apple' ? { response_mode: 'form_post', scope: 'name email' } : {}),
    });
    expect(asked.get('nonce') === null).toBe(shape === 'github');
    expect(attempt).toMatchObject({ provider: provider.id, ...SIGN_IN });
    expect(attempt.expiresAt - attempt.issuedAt).toBe(600_000);
    expect(location).not.toContain('secret');
  });

  it('begins differently each time', async () => {
    const { deps, provider } = await world('openid');
    const [one, other] = await Promise.all([begin(deps, provider), begin(deps, provider)]);
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new URL(one.location).searchParams.get(name)).not.toBe(
        new URL(other.location).searchParams.get(name),
      );
  });

  it('does not know other providers, before and after', async () => {
    const { deps, provider } = await world('openid');
    const { attempt } = await begin(deps, provider);
    expect(await refusalOf(beginAttempt(deps, { provider: 'x', ...SIGN_IN }))).toMatchObject({
      code: 'unknown_provider',
    });
    const { deps: without } = socialDeps([]);
    const params = new URLSearchParams();
    expect(await refusalOf(finishAttempt(without, { attempt, params }))).toMatchObject({
      code: 'unknown_provider',
    });
  });
});

/** What goes wrong at a provider while the person is there, and where it may. */
const TOKEN_FAULTS: [Fault, Shape[]][] = [
  ['wrong_nonce', ISSUING],
  ['no_nonce', ISSUING],
  ['wrong_aud', ISSUING],
  ['foreign_auds', ISSUING],
  ['wrong_iss', ISSUING],
  ['wrong_azp', ISSUING],
  ['expired', ISSUING],
  ['future_iat', ISSUING],
  ['text_exp', ISSUING],
  ['unsigned', ISSUING],
  ['hs256_by_secret', ISSUING],
  ['hs256_by_public_key', ISSUING],
  ['other_key', ISSUING],
  ['unknown_kid', ISSUING],
  ['tampered', ISSUING],
  ['encrypted', ISSUING],
  ['wrong_at_hash', ISSUING],
  ['no_sub', ISSUING],
  ['empty_sub', ISSUING],
  ['number_sub', ISSUING],
  ['long_sub', ISSUING],
  ['no_id_token', ISSUING],
  ['no_access_token', SHAPES],
  ['wrong_iss_param', SHAPES],
  ['no_iss_param', ['openid']],
  ['no_code', SHAPES],
  ['two_codes', SHAPES],
  ['wrong_state', SHAPES],
  ['implicit', SHAPES],
  ['wrong_tid', ['microsoft']],
  ['no_tid', ['microsoft']],
  ['no_id', ['github']],
  ['text_id', ['github']],
];

describe('an answer that does not check out', () => {
  it.each(TOKEN_FAULTS)('signs nobody in: %s of %j', async (fault, shapes) => {
    const ends = shapes.map(async (shape) => {
      const at = await world(shape);
      const { code } = await refusalOf(goThrough(at, { faults: [fault] }));
      return { shape, code, counted: at.counted.at(-1) };
    });
    expect(await Promise.all(ends)).toEqual(
      shapes.map((shape) => ({
        shape,
        code: 'provider_answer_invalid',
        counted: {
          name: 'provider',
          outcome: 'invalid',
          kind: shape === 'openid' ? 'ours' : shape,
        },
      })),
    );
  });

  it('is no answer about somebody else', async () => {
    const at = await world('openid', { profileIn: 'userinfo' });
    expect(await refusalOf(goThrough(at, { faults: ['other_userinfo'] }))).toEqual({
      code: 'provider_answer_invalid',
      reason: 'json_attribute_comparison_failed:sub',
    });
  });

  it('is no key that Microsoft has for another issuer', async () => {
    const at = await world('microsoft', { faults: ['foreign_key_issuer'] });
    expect(await refusalOf(goThrough(at))).toMatchObject({ reason: 'key_of_another_issuer' });
  });

  it.each(['other_issuer', 'http_endpoints', 'no_endpoints'] as const)(
    'begins nothing: metadata with %s',
    async (fault) => {
      for (const shape of ISSUING) {
        const { deps, provider } = await world(shape, { faults: [fault] });
        expect(await refusalOf(begin(deps, provider))).toMatchObject({
          code: 'provider_answer_invalid',
        });
      }
    },
  );

  it('is no key set of another kind', async () => {
    const at = await world('openid', { faults: ['no_keys'] });
    expect(await refusalOf(goThrough(at))).toMatchObject({ reason: 'no_key_set' });
  });

  it('is none to an attempt that took too long, or of keys that are gone', async () => {
    const { fake, provider, deps } = await world('openid');
    const { attempt, location } = await begin(deps, provider);
    const params = await fake.decide(location);
    const late = { ...deps, clock: () => attempt.expiresAt };
    expect(await refusalOf(finishAttempt(late, { attempt, params }))).toMatchObject({
      reason: 'expired_attempt',
    });
    const { deps: renewed } = socialDeps([provider], { keys: [new Uint8Array(32)] });
    expect(await refusalOf(finishAttempt(renewed, { attempt, params }))).toMatchObject({
      reason: 'attempt_of_another_key',
    });
    expect((await fake.asked()).filter(({ endpoint }) => endpoint === 'token')).toEqual([]);
  });
});

describe('a code', () => {
  it.each(SHAPES)('is exchanged once, and only by the attempt it is for: %s', async (shape) => {
    const { fake, provider, deps } = await world(shape);
    const mine = await begin(deps, provider);
    const params = await fake.decide(mine.location);
    const others = await begin(deps, provider);
    const swapped = new URLSearchParams(params);
    swapped.set('state', others.attempt.state);
    // PKCE binds the code to the attempt, whatever state it comes with.
    const stolen = { attempt: others.attempt, params: swapped };
    expect(await refusalOf(finishAttempt(deps, stolen))).toMatchObject({
      code: 'provider_answer_invalid',
      reason: 'token_invalid_grant',
    });
    const end = { attempt: mine.attempt, params };
    await finishAttempt(deps, end);
    expect(await refusalOf(finishAttempt(deps, end))).toMatchObject({
      code: 'provider_answer_invalid',
      reason: 'token_invalid_grant',
    });
  });

  it.each(ISSUING)('that a provider takes twice says the same both times: %s', async (shape) => {
    const { fake, provider, deps } = await world(shape, { faults: ['codes_twice'] });
    const { attempt, location } = await begin(deps, provider);
    const end = { attempt, params: await fake.decide(location) };
    expect(await finishAttempt(deps, end)).toEqual(await finishAttempt(deps, end));
  });
});

describe('a person who does not sign in', () => {
  it.each(SHAPES)('cancels: %s', async (shape) => {
    const { fake, provider, deps, counted } = await world(shape);
    const { attempt, location } = await begin(deps, provider);
    const end = { attempt, params: await fake.decide(location, 'cancel') };
    expect(await refusalOf(finishAttempt(deps, end))).toEqual({
      code: 'provider_refused',
      reason: shape === 'apple' ? 'user_cancelled_authorize' : 'access_denied',
    });
    expect(counted.at(-1)).toMatchObject({ outcome: 'refused' });
  });

  it.each([
    ['login_required', 'provider_refused', 'login_required'],
    ['temporarily_unavailable', 'provider_unreachable', 'temporarily_unavailable'],
    ['server_error', 'provider_unreachable', 'server_error'],
    ['unauthorized_client', 'provider_unreachable', 'unauthorized_client'],
    ['ada@example.org <b>', 'provider_refused', 'unreadable_error'],
  ])('is sent back: %s', async (refuses, code, reason) => {
    for (const shape of SHAPES)
      expect(await refusalOf(goThrough(await world(shape), { refuses }))).toEqual({ code, reason });
  });

  it('is not asked for a state of another attempt', async () => {
    const { fake, provider, deps } = await world('openid');
    const { location } = await begin(deps, provider);
    const { attempt } = await begin(deps, provider);
    const end = { attempt, params: await fake.decide(location, 'cancel') };
    expect(await refusalOf(finishAttempt(deps, end))).toMatchObject({
      code: 'provider_answer_invalid',
    });
  });
});

const CALLS: [Endpoint, Shape[]][] = [
  ['token', SHAPES],
  ['keys', ISSUING],
  ['userinfo', ['openid']],
  ['user', ['github']],
  ['emails', ['github']],
];
const UNREACHABLE: Trouble[] = ['slow', 'slow_body', 'status_500', 'status_429', 'dropped'];
const INVALID: Trouble[] = ['redirect', 'huge', 'endless', 'html', 'not_json'];
/** What comes of a provider of each shape whose endpoint is in trouble. */
const endsOf = (endpoint: Endpoint, shapes: Shape[], trouble: Trouble) =>
  Promise.all(
    shapes.map(async (shape) => {
      const there = await world(shape, endpoint === 'userinfo' ? { profileIn: 'userinfo' } : {});
      // A busy machine is late elsewhere too, which comes to the same.
      there.deps.timeLimit = trouble.startsWith('slow') ? 300 : 5000;
      const work = goThrough(there, { troubles: { [endpoint]: trouble } });
      return { shape, trouble, code: (await refusalOf(work)).code };
    }),
  );

describe('a provider in trouble', () => {
  it.each(CALLS)('is not reached, or not believed: %s of %j', async (endpoint, shapes) => {
    for (const trouble of [...UNREACHABLE, ...INVALID]) {
      const code = UNREACHABLE.includes(trouble)
        ? 'provider_unreachable'
        : 'provider_answer_invalid';
      expect(await endsOf(endpoint, shapes, trouble)).toEqual(
        shapes.map((shape) => ({ shape, trouble, code })),
      );
    }
  });

  it.each([...UNREACHABLE, ...INVALID])('begins nothing: %s', async (trouble) => {
    const { deps, provider } = await world('openid', { troubles: { metadata: trouble } });
    deps.timeLimit = trouble.startsWith('slow') ? 300 : 5000;
    expect(await refusalOf(begin(deps, provider))).toMatchObject({
      code: UNREACHABLE.includes(trouble) ? 'provider_unreachable' : 'provider_answer_invalid',
    });
  });

  it('gives up in time', async () => {
    const there = await world('openid');
    const { attempt, location } = await begin(there.deps, there.provider);
    const params = await there.fake.decide(location);
    await there.fake.set({ troubles: { token: 'slow_body' } });
    const began = Date.now();
    await refusalOf(finishAttempt({ ...there.deps, timeLimit: 200 }, { attempt, params }));
    expect(Date.now() - began).toBeLessThan(4000);
  });

  it('does not know us: an operator has to look, and nobody else sees why', async () => {
    for (const shape of SHAPES) {
      const there = await world(shape);
      const work = goThrough(there, { tokenError: 'invalid_client' });
      expect(await refusalOf(work)).toEqual({
        code: 'provider_unreachable',
        reason: 'token_invalid_client',
      });
      expect(there.lines.at(-1)).toContain('["error","provider_failed"');
    }
  });
});

describe('what is logged', () => {
  it('has the reason, and nothing of what was sent', async () => {
    const there = await world('openid');
    const { attempt, location } = await begin(there.deps, there.provider);
    await there.fake.set({ faults: ['wrong_aud'] });
    const params = await there.fake.decide(location);
    await refusalOf(finishAttempt(there.deps, { attempt, params }));
    const log = there.lines.join('\n');
    expect(log).toContain('jwt_claim_comparison_failed:aud');
    const [exchange] = (await there.fake.asked()).filter(({ endpoint }) => endpoint === 'token');
    const sent = [...new URLSearchParams(exchange?.body).values(), attempt.state];
    for (const value of [...sent.filter((part) => part.length > 20), 'secret-of-the-fake', 'ada@'])
      expect(log).not.toContain(value);
  });
});

describe('how this service proves itself', () => {
  const exchangeOf = async (fake: FakeProvider) => {
    const [exchange] = (await fake.asked()).filter(({ endpoint }) => endpoint === 'token');
    return { headers: exchange?.headers, body: new URLSearchParams(exchange?.body) };
  };

  it.each([
    [['client_secret_basic', 'client_secret_post'], 'basic'],
    [['client_secret_post'], 'post'],
    [undefined, 'basic'],
  ])('goes by the metadata: %s', async (methods, way) => {
    const there = await world('openid', {
      metadata: { token_endpoint_auth_methods_supported: methods },
    });
    await goThrough(there);
    const { headers, body } = await exchangeOf(there.fake);
    expect(headers?.authorization?.slice(0, 6)).toBe(way === 'basic' ? 'Basic ' : undefined);
    expect(body.get('client_secret')).toBe(way === 'post' ? 'secret-of-the-fake' : null);
  });

  it('has nothing to say as a public client, whose PKCE is looked at', async () => {
    const there = await world('openid', { secret: null });
    await goThrough(there);
    const { headers, body } = await exchangeOf(there.fake);
    expect([headers?.authorization, body.get('client_secret')]).toEqual([undefined, null]);
    expect(body.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  it('makes a fresh token for Apple each time, good for minutes', async () => {
    const there = await world('apple');
    await goThrough(there);
    const { body } = await exchangeOf(there.fake);
    const secret = body.get('client_secret') ?? '';
    expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    const { iss, sub, aud, iat = 0, exp = 0 } = decodeJwt(secret);
    expect([iss, sub, aud, exp - iat]).toEqual([
      'TEAM123456',
      'latchkey',
      there.provider.issuer,
      300,
    ]);
  });

  it('says so to the operator if the key of Apple is none', async () => {
    const there = await world('apple', {}, { secret: 'no key' });
    expect(await refusalOf(goThrough(there))).toEqual({
      code: 'provider_unreachable',
      reason: 'unusable_private_key',
    });
  });

  it('goes on with a new client secret, for ways that began with the old one', async () => {
    const { fake, provider, deps } = await world('openid');
    const { attempt, location } = await begin(deps, provider);
    await fake.set({ secret: 'the-next-secret' });
    const { deps: renewed } = socialDeps([{ ...provider, secret: 'the-next-secret' }]);
    const params = await fake.decide(location);
    expect(await finishAttempt(renewed, { attempt, params })).toMatchObject({
      subject: 'person-1',
    });
  });

  it('goes on after AUTH_SECRET is changed, for ways that began before', async () => {
    const { fake, provider, deps } = await world('openid');
    const { attempt, location } = await begin(deps, provider);
    const { deps: renewed } = socialDeps([provider], {
      keys: [new Uint8Array(32).fill(7), deps.keys[0]],
    });
    const params = await fake.decide(location);
    expect(await finishAttempt(renewed, { attempt, params })).toMatchObject({
      subject: 'person-1',
    });
  });
});

describe('what is known of a person', () => {
  const personOf = (shape: Shape, person: Account['person'], change: Change = {}) =>
    world(shape, { person, ...change }).then((there) => goThrough(there));

  it('comes from the endpoint of user info if the ID token has no address', async () => {
    const there = await world('openid', { profileIn: 'userinfo' }, { authorityFor: ['gmail.com'] });
    expect(await goThrough(there)).toMatchObject({
      email: 'ada@gmail.com',
      vouchesForEmail: true,
      firstName: 'Ada',
      displayName: 'Ada Lovelace',
    });
  });

  it('may lack an address altogether', async () => {
    for (const shape of ISSUING)
      expect(await personOf(shape, { sub: 'x' })).toMatchObject({
        subject: 'x',
        email: null,
        vouchesForEmail: false,
        displayName: '',
      });
    expect(await personOf('github', { id: 1, login: 'ada' })).toMatchObject({
      subject: '1',
      email: null,
      vouchesForEmail: false,
    });
    expect(await personOf('github', { id: 1, emails: [] })).toMatchObject({ email: null });
  });

  it('is an address that GitHub has not verified, without its word', async () => {
    const emails = [{ email: 'ada@example.org', primary: true, verified: false }];
    expect(await personOf('github', { id: 1, emails })).toMatchObject({
      email: 'ada@example.org',
      vouchesForEmail: false,
    });
  });

  it.each(['google', 'openid', 'microsoft'] as const)(
    'takes no text for true: %s',
    async (shape) => {
      const person = { sub: 'x', email: 'ada@gmail.com', email_verified: 'true' };
      expect(await personOf(shape, person)).toMatchObject({ vouchesForEmail: false });
    },
  );

  it('takes a text for true from Apple, for its relay', async () => {
    const person = {
      sub: '000123.abc.0456',
      email: 'q1w2@privaterelay.appleid.com',
      email_verified: 'true',
      is_private_email: 'true',
    };
    expect(await personOf('apple', person)).toMatchObject({ vouchesForEmail: true });
    const verified = { ...person, email_verified: 'false' };
    expect(await personOf('apple', verified)).toMatchObject({ vouchesForEmail: false });
  });

  it('takes names of Apple from its form, and no address', async () => {
    const user = { name: { firstName: 'Grace', lastName: 'Hopper' }, email: 'root@example.org' };
    expect(await personOf('apple', { sub: 'x', user })).toMatchObject({
      firstName: 'Grace',
      lastName: 'Hopper',
      email: null,
    });
  });

  it.each([
    ['no JSON', '{'],
    ['too long', JSON.stringify({ name: { firstName: 'x'.repeat(3000) } })],
    ['of another shape', JSON.stringify([{ name: 'x' }])],
    ['nothing', 'null'],
    ['no names', JSON.stringify({ name: { firstName: 7, lastName: { x: 1 } } })],
  ])('goes on without names that are %s', async (_, user) => {
    const { fake, provider, deps } = await world('apple');
    const { attempt, location } = await begin(deps, provider);
    const params = await fake.decide(location);
    params.set('user', user);
    expect(await finishAttempt(deps, { attempt, params })).toMatchObject({
      firstName: '',
      lastName: '',
    });
  });

  it('is believed about two factors only where that is set', async () => {
    const person = { sub: 'x', amr: ['pwd', 'mfa'] };
    expect(await personOf('openid', person)).toMatchObject({ vouchesForTwoFactors: false });
    const there = await world('openid', { person }, { trustAmr: ['mfa'] });
    expect(await goThrough(there)).toMatchObject({ vouchesForTwoFactors: true });
    const old = await world(
      'openid',
      { person: { ...person, auth_time: 1 } },
      { trustAmr: ['mfa'] },
    );
    expect(await goThrough(old)).toMatchObject({ vouchesForTwoFactors: false });
    const asked = async (provider: { trustAmr?: string[] }) => {
      const { deps, provider: id } = await world('openid', { person }, provider);
      return new URL((await begin(deps, id)).location).searchParams.get('max_age');
    };
    expect([await asked({ trustAmr: ['mfa'] }), await asked({})]).toEqual(['600', null]);
  });

  it('is the tenant of Microsoft that the token is of', async () => {
    const tid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
    const answer = await personOf('microsoft', {
      sub: 'x',
      tid,
      email: 'ada@contoso.example',
      xms_edov: true,
    });
    expect(answer).toMatchObject({
      issuer: expect.stringContaining(`/${tid}/v2.0`),
      vouchesForEmail: true,
    });
  });

  it('is no address that a tenant of Microsoft made up (nOAuth)', async () => {
    const person = { sub: 'x', email: 'victim@gmail.com', email_verified: true };
    expect(await personOf('microsoft', person)).toMatchObject({
      email: 'victim@gmail.com',
      vouchesForEmail: false,
    });
  });
});

/** Several answers with one set of metadata. */
const countOf = async (fake: FakeProvider, endpoint: Endpoint) =>
  (await fake.asked()).filter((asked) => asked.endpoint === endpoint).length;

describe('what is kept of a provider', () => {
  it('is asked for once, and serves everyone', async () => {
    const there = await world('openid');
    await goThrough(there);
    await Promise.all(Array.from({ length: 8 }, () => goThrough(there)));
    expect(await countOf(there.fake, 'metadata')).toBe(1);
    expect(await countOf(there.fake, 'keys')).toBe(1);
  });

  it('comes for everyone who is there first', async () => {
    const there = await world('openid');
    const answers = await Promise.all(Array.from({ length: 8 }, () => goThrough(there)));
    expect(new Set(answers.map(({ subject }) => subject))).toEqual(new Set(['person-1']));
  });

  /** The same isolate later. */
  const later = (deps: SocialDeps, ms: number): SocialDeps => ({
    ...deps,
    clock: () => Date.now() + ms,
  });
  /** A way by clocks that went on; the fake's tokens are of now. */
  const asksAgain = async (deps: SocialDeps, provider: SocialProvider, ms: number) =>
    begin(later(deps, ms), provider);

  it('is asked for again after an hour', async () => {
    const { fake, provider, deps } = await world('openid');
    await begin(deps, provider);
    await asksAgain(deps, provider, 59 * 60_000);
    expect(await countOf(fake, 'metadata')).toBe(1);
    await asksAgain(deps, provider, 61 * 60_000);
    expect(await countOf(fake, 'metadata')).toBe(2);
  });

  it.each(['status_500', 'html', 'not_json', 'redirect'] as const)(
    'serves for a day if the provider cannot say: %s',
    async (trouble) => {
      const { fake, provider, deps } = await world('openid');
      await begin(deps, provider);
      await fake.set({ troubles: { metadata: trouble } });
      const hour = 61 * 60_000;
      await asksAgain(deps, provider, hour);
      await asksAgain(deps, provider, hour);
      // Asked once more, and not by each who comes.
      expect(await countOf(fake, 'metadata')).toBe(2);
      await asksAgain(deps, provider, hour + 61_000);
      expect(await countOf(fake, 'metadata')).toBe(3);
      const work = asksAgain(deps, provider, 26 * hour);
      expect((await refusalOf(work)).code).toMatch(/^provider_(?:unreachable|answer_invalid)$/);
    },
  );

  it('is never replaced by metadata of another issuer', async () => {
    const { fake, provider, deps } = await world('openid');
    await begin(deps, provider);
    await fake.set({ faults: ['other_issuer'] });
    const { location } = await asksAgain(deps, provider, 61 * 60_000);
    expect(location.startsWith(`${fake.issuer}/authorize?`)).toBe(true);
  });
});

describe('keys that rotate', () => {
  /** A way at a time that the kept keys are older by. */
  async function attemptAfter(
    { fake, provider, deps }: { fake: FakeProvider; provider: SocialProvider; deps: SocialDeps },
    ms: number,
  ): Promise<{ attempt: Attempt; params: URLSearchParams; deps: SocialDeps }> {
    const { attempt, location } = await begin(deps, provider);
    const params = await fake.decide(location);
    const now = () => Date.now() + ms;
    return {
      attempt: { ...attempt, expiresAt: now() + 60_000 },
      params,
      deps: { ...deps, clock: now },
    };
  }

  it('are asked for when one is new, and nobody waits for hours', async () => {
    const there = await world('openid');
    await goThrough(there);
    await there.fake.set({ rotate: true });
    const { deps, ...end } = await attemptAfter(there, 61_000);
    expect(await finishAttempt(deps, end)).toMatchObject({ subject: 'person-1' });
    expect(await countOf(there.fake, 'keys')).toBe(2);
  });

  it('are not asked for by everyone who brings a token of an unknown key', async () => {
    const there = await world('openid');
    await goThrough(there);
    for (let round = 0; round < 4; round++)
      await refusalOf(goThrough(there, { faults: ['unknown_kid'] }));
    expect(await countOf(there.fake, 'keys')).toBe(1);
    const { deps, ...end } = await attemptAfter(there, 61_000);
    await refusalOf(finishAttempt(deps, end));
    await there.fake.set({ faults: [] });
    expect(await countOf(there.fake, 'keys')).toBe(2);
  });

  it('serve while the provider cannot say what they are', async () => {
    const there = await world('openid');
    await goThrough(there);
    await there.fake.set({ troubles: { keys: 'status_500' } });
    const { deps, ...end } = await attemptAfter(there, 11 * 60_000);
    expect(await finishAttempt(deps, end)).toMatchObject({ subject: 'person-1' });
  });

  it('count no longer once they are withdrawn', async () => {
    const there = await world('openid');
    await goThrough(there);
    const { attempt, location } = await begin(there.deps, there.provider);
    const params = await there.fake.decide(location);
    await there.fake.set({ faults: ['other_key'], rotate: true });
    const { deps } = await attemptAfter(there, 11 * 60_000);
    const end = { attempt: { ...attempt, expiresAt: Number.MAX_SAFE_INTEGER }, params };
    expect(await refusalOf(finishAttempt(deps, end))).toMatchObject({
      code: 'provider_answer_invalid',
    });
  });
});
