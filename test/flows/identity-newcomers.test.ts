import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { hookedDatabase } from '../support/faults.ts';
import { answerOf, codeOf, identitiesOf, sessionIn, stateNow } from '../support/identities.ts';
import { as, freshEmail, mailedToken, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { rowsOf, SQUATTERS, signUp } from '../support/unproved.ts';

const optional = () => createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });

const rowOf = (id: string) =>
  env.DB.prepare('select * from users where id = ?').bind(id).first<Record<string, unknown>>();

const typesOf = async (app: TestApp, token: string) => {
  const answer = await app.fetch('/api/v1/audit/logs', as(token));
  const { logs } = (await answer.json()) as { logs: { event_type: string }[] };
  return logs.map(({ event_type }) => event_type);
};

/** A stranger who registers an address and, where that is allowed, uses the account. */
async function squat(app: TestApp, email: string) {
  const { id } = await signUp(app, email, { password: SQUATTERS });
  return { id, tokens: await signIn(app, email, { password: SQUATTERS }) };
}

describe('somebody whom nobody knows', () => {
  it('gets an account with a proved address, no password and the names of the provider', async () => {
    const app = createTestApp();
    const answer = answerOf();
    const { user, tokens, isNew } = sessionIn(await identitiesOf(app).signIn(answer));
    expect(isNew).toBe(true);
    expect(await rowOf(user.id)).toMatchObject({
      email: answer.email,
      email_verified_at: app.clock(),
      password_hash: null,
      first_name: 'Ada',
      last_name: 'Lovelace',
      display_name: 'Ada Lovelace',
      timezone: 'Europe/Vienna',
      locale: 'de',
      registered_browser: 'Firefox',
      registered_country: 'AT',
      terms_accepted_at: null,
    });
    expect(await identitiesOf(app).list(user.id)).toMatchObject([
      { provider: 'google', email: answer.email },
    ]);
    const types = await typesOf(app, tokens.accessToken);
    for (const type of ['user.registered', 'user.email_verified', 'identity.connected'])
      expect(types.filter((one) => one === type)).toHaveLength(1);
    const me = await app.auth.me.$get({}, as(tokens.accessToken));
    expect(await me.json()).toMatchObject({ email_verified: true });
  });

  it.each([
    ['is too long', 'x'.repeat(151), ''],
    ['has what nobody sees', 'Ada\u0000 \u202eL.', 'Ada L.'],
  ])('has a name that a profile may hold, if the provider’s %s', async (_, name, kept) => {
    const app = createTestApp();
    const answer = answerOf({ firstName: name, displayName: name });
    const { user } = sessionIn(await identitiesOf(app).signIn(answer));
    expect(await rowOf(user.id)).toMatchObject({ first_name: kept, display_name: kept });
  });

  it('agrees to what is asked for first, and nothing is written before', async () => {
    const app = createTestApp();
    const asking = identitiesOf(app, { asksConsent: true });
    const answer = answerOf();
    const state = stateNow(app);
    expect(await asking.signIn(answer, { state })).toEqual({ kind: 'finish' });
    expect(await rowsOf(answer.email ?? '')).toEqual([]);
    const consents = { termsAcceptedAt: app.clock(), privacyPolicyAcceptedAt: null };
    const { user } = sessionIn(await asking.signIn(answer, { state, consents }));
    expect(await rowOf(user.id)).toMatchObject({
      terms_accepted_at: app.clock(),
      privacy_policy_accepted_at: null,
    });
    // Nobody is asked twice.
    expect(sessionIn(await asking.signIn(answer)).user.id).toBe(user.id);
  });

  it('waits for a second step where one is due, and finds the account again', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const answer = answerOf();
    for (const isNew of [true, false])
      expect(await identitiesOf(app).signIn(answer)).toMatchObject({
        kind: 'signed_in',
        isNew,
        signIn: { kind: 'second_factor', methods: [] },
      });
  });

  it('is one account, whichever of two attempts comes first', async () => {
    const app = createTestApp();
    const answer = answerOf();
    const both = await Promise.all([1, 2].map(() => identitiesOf(app).signIn(answer)));
    const [one, other] = both.map(sessionIn);
    expect(one?.user.id).toBe(other?.user.id);
    expect([one?.isNew, other?.isNew].toSorted()).toEqual([false, true]);
  });

  it('is one account at an address, whichever of two providers comes first', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const answers = [answerOf({ email }), answerOf({ email, provider: 'github' })];
    const both = await Promise.all(answers.map((answer) => identitiesOf(app).signIn(answer)));
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['owner_must_sign_in', 'signed_in']);
    expect(await rowsOf(email)).toHaveLength(1);
  });

  it('shares an address with nobody who proves it at the same time', async () => {
    const app = createTestApp();
    const email = freshEmail();
    await signUp(app, email);
    const token = await mailedToken(app, email);
    const answer = answerOf({ email });
    const [result, verified] = await Promise.all([
      identitiesOf(app).signIn(answer),
      app.auth.email.verify.$post({ json: { token } }),
    ]);
    expect(await rowsOf(email)).toMatchObject([{ verified: 1 }]);
    // Whoever came second was told so.
    expect([result.kind === 'signed_in', verified.status === 200].filter(Boolean)).toHaveLength(1);
  });
});

describe('an address that a provider names', () => {
  it.each<[string, { email?: string | null; vouchesForEmail?: boolean }]>([
    ['is not vouched for', { vouchesForEmail: false }],
    ['is missing', { email: null, vouchesForEmail: false }],
    ['is none that we know', { email: 'ａda@example.com' }],
    ['is no address', { email: 'nobody' }],
  ])('has to be proved by mail if it %s, and blocks nobody', async (_, given) => {
    const app = createTestApp();
    const answer = answerOf(given);
    const before = await env.DB.prepare('select count(*) as n from users').first('n');
    expect(await identitiesOf(app).signIn(answer)).toEqual({ kind: 'prove_address' });
    expect(await env.DB.prepare('select count(*) as n from users').first('n')).toBe(before);
    const email = freshEmail();
    if (answer.email?.includes('@example.com') === true && given.email === undefined) {
      const owner = await register(app, answer.email);
      expect((await signIn(app, owner)).user.email).toBe(answer.email);
      expect(await identitiesOf(app).signIn(answer)).toEqual({ kind: 'prove_address' });
    }
    const { user } = sessionIn(await identitiesOf(app).signIn(answer, { provedEmail: email }));
    expect(await rowOf(user.id)).toMatchObject({ email });
  });

  it('counts for nothing once another one was proved by mail', async () => {
    const app = createTestApp();
    const [owner, proved] = [await register(app), freshEmail()];
    const answer = answerOf({ email: owner });
    const { user } = sessionIn(await identitiesOf(app).signIn(answer, { provedEmail: proved }));
    expect(user.email).toBe(proved);
    expect(await rowsOf(owner)).toHaveLength(1);
  });

  it('is its owner’s, also if they proved it by mail: they sign in to connect', async () => {
    const app = createTestApp();
    const email = await register(app);
    const answer = answerOf({ email: freshEmail(), vouchesForEmail: false });
    expect(await identitiesOf(app).signIn(answer, { provedEmail: email })).toEqual({
      kind: 'owner_must_sign_in',
      email,
    });
    const { user } = await signIn(app, email);
    expect(await identitiesOf(app).list(user.id)).toEqual([]);
  });

  it('stays closed if an administrator closed it', async () => {
    const app = createTestApp();
    const email = freshEmail();
    const { id } = await signUp(app, email);
    await editUsers("status = 'disabled' where id = ?1", id);
    expect(await codeOf(identitiesOf(app).signIn(answerOf({ email })))).toBe('account_disabled');
    expect(await rowsOf(email)).toMatchObject([{ id, verified: 0 }]);
  });

  it('is proved whatever the setting says', async () => {
    const app = optional();
    const answer = answerOf({ vouchesForEmail: false });
    expect(await identitiesOf(app).signIn(answer)).toEqual({ kind: 'prove_address' });
    const { user } = sessionIn(
      await identitiesOf(app).signIn({ ...answer, vouchesForEmail: true }),
    );
    expect(await rowOf(user.id)).toMatchObject({ email_verified_at: app.clock() });
  });

  it('is cleared of strangers first; a failure half-way loses nothing, and a retry goes on', async () => {
    const app = optional();
    const email = freshEmail();
    const used = await squat(app, email);
    await app.deliverLedger();
    await signUp(app, email, { password: SQUATTERS });
    const answer = answerOf({ email });
    const state = stateNow(app);
    let batches = 0;
    const DB = hookedDatabase(async (call) => {
      batches++;
      // The first erases the stranger.
      if (batches === 2) throw new Error('D1 is down');
      return call();
    });
    const broken = createTestApp({ env: { DB, EMAIL_VERIFICATION: 'optional' } });
    expect(await codeOf(identitiesOf(broken).signIn(answer, { state }))).toBe(
      'storage_unavailable',
    );
    expect(await rowOf(used.id)).toBeNull();
    const { user } = sessionIn(await identitiesOf(app).signIn(answer, { state }));
    expect(await rowsOf(email)).toMatchObject([{ id: user.id, verified: 1, has_password: 0 }]);
  });

  it('counts a newcomer once in the figures', async () => {
    const app = createTestApp();
    const countsOf = async () => {
      const { results } = await env.DB.prepare(
        `select key, sum(value) as n from figures, json_each(figures.counts)
          where key in ('users', 'sign_up', 'users_unverified', 'event:identity.connected')
          group by key`,
      ).all<{ key: string; n: number }>();
      return new Map(results.map(({ key, n }) => [key, n]));
    };
    const before = await countsOf();
    await identitiesOf(app).signIn(answerOf());
    const after = await countsOf();
    const grown = (key: string) => (after.get(key) ?? 0) - (before.get(key) ?? 0);
    expect(['users', 'sign_up', 'event:identity.connected'].map(grown)).toEqual([1, 1, 1]);
    expect(grown('users_unverified')).toBe(0);
  });
});
