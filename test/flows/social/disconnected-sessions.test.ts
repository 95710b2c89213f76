import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../../support/count-hops.ts';
import { deafGuards, hookedDatabase, hookedGuards } from '../../support/faults.ts';
import { failure, grantsOf } from '../../support/grants.ts';
import { answerOf, codeOf, identitiesOf, sessionIn } from '../../support/identities.ts';
import { as, newcomer, PASSWORD, refusal, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;
const UNAVAILABLE = 'storage_unavailable';

/** Somebody with a password who has connected two providers. */
async function connected(app: TestApp) {
  const person = await newcomer(app);
  const answers = [
    answerOf({ email: person.email }),
    answerOf({ provider: 'github', email: person.email }),
  ] as const;
  for (const answer of answers) await identitiesOf(app).connect(person.user.id, answer);
  const [first, second] = await identitiesOf(app).list(person.user.id);
  if (first === undefined || second === undefined) throw new Error('nothing is connected');
  const [google, github] = first.provider === 'google' ? [first, second] : [second, first];
  return { person, answers, google, github };
}

/** Signs in by a provider. */
const enter = async (app: TestApp, answer: ReturnType<typeof answerOf>) =>
  sessionIn(await identitiesOf(app).signIn(answer)).tokens;

/** Which of some sessions live. */
const alive = (app: TestApp, tokens: { accessToken: string }[]) =>
  Promise.all(
    tokens.map(async ({ accessToken }) => {
      const { status } = await app.auth.me.$get({}, as(accessToken));
      return status === 200;
    }),
  );

describe('disconnecting an account at a provider', () => {
  it('ends the sessions that it began, and no other', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const [own, theirs, other] = [
      await enter(app, answers[0]),
      await enter(app, answers[0]),
      await enter(app, answers[1]),
    ];
    const { sessionId } = own;
    await identitiesOf(app).disconnect(person.user.id, google.id, { sessionId });
    expect(await alive(app, [own, theirs, other])).toEqual([true, false, true]);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
    const json = { refresh: theirs.refreshToken };
    const refreshed = await app.auth.token.refresh.$post({ json });
    expect((await refusal(refreshed))[0]).toBe(401);
    await app.deliverLedger();
    const rows = env.DB.prepare('select revoke_reason from sessions where id = ?');
    expect(await rows.bind(theirs.sessionId).first('revoke_reason')).toBe('identity_disconnected');
    // What its owner does later does not end it either.
    await identitiesOf(app).connect(person.user.id, answerOf({ provider: 'apple' }));
    expect(await alive(app, [own, other])).toEqual([true, true]);
  });

  it('ends them though their bearer has given other proofs since', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const theirs = await enter(app, answers[0]);
    const stepped = await app.auth['step-up'].$post(
      { json: { password: PASSWORD } },
      as(theirs.accessToken),
    );
    expect(stepped.status).toBe(200);
    await identitiesOf(app).disconnect(person.user.id, google.id);
    expect(await alive(app, [theirs])).toEqual([false]);
  });

  it('ends grants that were begun in them, those that outlive a browser too', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const grants = grantsOf(app);
    const granted = async (refreshToken: string) => (await grants.grant(refreshToken)).refreshToken;
    const theirs = await granted((await enter(app, answers[0])).refreshToken);
    const others = await granted((await signIn(app, person.email)).refresh_token);
    const own = await enter(app, answers[0]);
    const ownApp = await granted(own.refreshToken);
    const code = await grants.codeFor((await enter(app, answers[0])).refreshToken);
    const { sessionId } = own;
    await identitiesOf(app).disconnect(person.user.id, google.id, { sessionId });
    expect(await failure(grants.refresh(theirs))).not.toBeNull();
    expect(await failure(grants.exchange(code))).not.toBeNull();
    expect(await failure(grants.refresh(others))).toBeNull();
    expect(await failure(grants.refresh(ownApp))).toBeNull();
  });

  it('ends all by a provider whose sessions began before guards knew which', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const [one, other] = [await enter(app, answers[0]), await enter(app, answers[1])];
    await runInDurableObject(env.ACCOUNT_GUARD.getByName(person.user.id), (_, { storage }) => {
      storage.sql.exec("update chains set traits = json_remove(traits, '$.identity')");
    });
    await identitiesOf(app).disconnect(person.user.id, google.id);
    expect(await alive(app, [one, other])).toEqual([false, false]);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });

  it('costs one call of each kind, as any change', async () => {
    const real = createTestApp();
    const { person, google } = await connected(real);
    const hops = countHops(real.env as unknown as Record<string, unknown>);
    const app = createTestApp({ env: hops.env });
    hops.reset();
    await identitiesOf(app).disconnect(person.user.id, google.id);
    const { calls } = hops.read();
    expect(calls.filter((call) => /guard/.test(call))).toEqual([
      expect.stringContaining('guard.prepare'),
      expect.stringContaining('guard.commit'),
    ]);
  });
});

describe('a sign-in by an account at a provider that is disconnected meanwhile', () => {
  it('is not finished by a second step', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const { person, answers, google } = await connected(createTestApp());
    const pending = await identitiesOf(app).signIn({ ...answers[0], vouchesForEmail: false });
    if (pending.kind !== 'signed_in' || pending.signIn.kind !== 'second_factor')
      throw new Error('no second step');
    const { mfaToken } = pending.signIn;
    await identitiesOf(app).disconnect(person.user.id, google.id);
    const finished = await app.auth.login['otp-verify'].$post({
      json: { mfa_token: mfaToken, password: PASSWORD },
    });
    expect(await refusal(finished)).toMatchObject([401, 'otp_invalid']);
  });

  it('sets up nothing', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const answer = answerOf();
    const pending = await identitiesOf(app).signIn(answer);
    if (pending.kind !== 'signed_in' || pending.signIn.kind !== 'second_factor')
      throw new Error('no second step');
    const { mfaToken, enrol } = pending.signIn;
    expect(enrol).toContain('totp');
    const [user] = (
      await env.DB.prepare('select id, user_id from user_identities where subject = ?')
        .bind(answer.subject)
        .all<{ id: string; user_id: string }>()
    ).results;
    if (user === undefined) throw new Error('no account');
    await identitiesOf(app).disconnect(user.user_id, user.id);
    const begun = await app.auth.mfa.totp.$post({ json: {} }, as(mfaToken));
    expect(await refusal(begun)).toMatchObject([401, 'token_revoked']);
  });

  it('never ends in a session that lives on, whichever comes first', async () => {
    for (let round = 0; round < 3; round++) {
      const app = createTestApp();
      const { person, answers, google } = await connected(app);
      const identities = identitiesOf(app);
      const entering = Array.from({ length: 4 }, () =>
        identities.signIn(answers[0]).then(
          (result) => (result.kind === 'signed_in' ? [sessionIn(result).tokens] : []),
          () => [],
        ),
      );
      const [, ...entered] = await Promise.all([
        identities.disconnect(person.user.id, google.id),
        ...entering,
      ]);
      expect((await alive(app, entered.flat())).filter(Boolean)).toEqual([]);
    }
  });

  it('is refused if it was judged by a row of before', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    await enter(app, answers[0]);
    const waits = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const ACCOUNT_GUARD = hookedGuards(async (method, call) => {
      if (method !== 'open') return call();
      arrived.resolve();
      await waits.promise;
      return call();
    });
    const slow = createTestApp({ env: { ACCOUNT_GUARD } });
    const entering = identitiesOf(slow).signIn(answers[0]);
    await arrived.promise;
    await identitiesOf(app).disconnect(person.user.id, google.id);
    waits.resolve();
    // Judged again, by what is there now: the address has an owner.
    expect((await entering).kind).toBe('owner_must_sign_in');
  });
});

describe('a disconnection that fails', () => {
  it('ends nothing once it is settled, if nothing was written', async () => {
    const state = { fails: false };
    const DB = hookedDatabase((call) =>
      state.fails ? Promise.reject(new Error('D1 is down')) : call(),
    );
    const app = createTestApp({ env: { DB } });
    const { person, answers, google } = await connected(app);
    const theirs = await enter(app, answers[0]);
    state.fails = true;
    expect(await codeOf(identitiesOf(app).disconnect(person.user.id, google.id))).toBe(UNAVAILABLE);
    state.fails = false;
    // Until it is known that nothing was written, nobody gets in.
    expect(await alive(app, [theirs])).toEqual([false]);
    app.advanceWall(MINUTE);
    expect(await alive(app, [theirs])).toEqual([true]);
  });

  it('ends what it should once it is settled, if only the guard did not hear of it', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const [theirs, other] = [await enter(app, answers[0]), await enter(app, answers[1])];
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    await identitiesOf(deaf).disconnect(person.user.id, google.id);
    expect(await alive(app, [theirs, other])).toEqual([false, true]);
    app.advanceWall(MINUTE);
    expect(await alive(app, [theirs, other])).toEqual([false, true]);
  });
});

describe('a disconnection that no session asks for', () => {
  it('ends all that the account at a provider began', async () => {
    const app = createTestApp();
    const { person, answers, google } = await connected(app);
    const [theirs, other] = [await enter(app, answers[0]), await enter(app, answers[1])];
    const guard = env.ACCOUNT_GUARD.getByName(person.user.id);
    await guard.prepare({
      nonce: crypto.randomUUID(),
      deadline: app.wall() + MINUTE,
      tightens: { disconnects: { ids: [google.id] } },
      now: app.clock(),
    });
    expect(await alive(app, [theirs, other])).toEqual([false, true]);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });
});
