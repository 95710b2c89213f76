import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/methods/social/known-state.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { countHops } from '../support/count-hops.ts';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import { deafGuards, hookedDatabase } from '../support/faults.ts';
import { answerOf, codeOf, identitiesOf, sessionIn, stateNow } from '../support/identities.ts';
import { laggingReplica } from '../support/lagging-replica.ts';
import { as, freshEmail, newcomer, PASSWORD, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { rowsOf } from '../support/unproved.ts';

const eventsOf = async (app: TestApp, accessToken: string) => {
  const answer = await app.fetch('/api/v1/audit/logs', as(accessToken));
  const { logs } = (await answer.json()) as {
    logs: { event_type: string; metadata: Record<string, unknown> }[];
  };
  return logs;
};

/** A user with a password and a connected identity. */
async function connected(app: TestApp) {
  const person = await newcomer(app);
  const answer = answerOf({ email: person.email });
  await identitiesOf(app).connect(person.user.id, answer);
  return { person, answer };
}

describe('a sign-in with a known identity', () => {
  it('signs in its user, and is one kind of proof', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const { user, tokens, isNew } = sessionIn(await identitiesOf(app).signIn(answer));
    expect([user.id, isNew]).toEqual([person.user.id, false]);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ amr: ['fed'] });
    const events = await eventsOf(app, tokens.accessToken);
    const started = events.filter(({ event_type }) => event_type === 'session.started');
    expect(started.map(({ metadata }) => metadata)).toContainEqual({
      ...{ amr: 'fed', provider: 'google' },
    });
    await app.deliverLedger();
    const [identity] = await identitiesOf(app).list(user.id);
    expect(identity).toMatchObject({ provider: 'google', lastUsedAt: app.clock() });
  });

  it('goes by the subject for ever, whatever the address is by now', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const other = await newcomer(app);
    const changed = [
      { ...answer, email: freshEmail() },
      { ...answer, email: null, vouchesForEmail: false },
      // Even if it is somebody else's here.
      { ...answer, email: other.email },
    ];
    for (const told of changed)
      expect(sessionIn(await identitiesOf(app).signIn(told)).user.id).toBe(person.user.id);
    // The account keeps the address that it has.
    expect(await rowsOf(person.email)).toHaveLength(1);
  });

  it('never opens it to a new subject with the same address, who may have got a recycled one', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    for (const vouchesForEmail of [true, false]) {
      const recycled = answerOf({ email: person.email, vouchesForEmail });
      const result = await identitiesOf(app).signIn(recycled);
      expect(result).toEqual(
        vouchesForEmail
          ? { kind: 'owner_must_sign_in', email: person.email }
          : { kind: 'prove_address' },
      );
    }
    expect(await identitiesOf(app).list(person.user.id)).toHaveLength(1);
    expect(sessionIn(await identitiesOf(app).signIn(answer)).user.id).toBe(person.user.id);
  });

  it('is refused if the id of the provider was given to another issuer, which is recorded', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const forged = { ...answer, issuer: 'https://another.test' };
    expect(await codeOf(identitiesOf(app).signIn(forged))).toBe('identity_refused');
    const tokens = await signIn(app, person.email);
    const events = await eventsOf(app, tokens.access_token);
    expect(events.find(({ event_type }) => event_type === 'identity.refused')).toMatchObject({
      metadata: { provider: 'google', why: 'issuer' },
    });
  });

  it('is no other provider’s subject of the same name', async () => {
    const app = createTestApp();
    const { answer } = await connected(app);
    const same = answerOf({ provider: 'github', subject: answer.subject });
    expect(sessionIn(await identitiesOf(app).signIn(same)).isNew).toBe(true);
  });

  it('is asked for a second step of another kind, unless the provider is trusted for two', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const { person, answer } = await connected(createTestApp());
    const methodsOf = async (told: typeof answer) => {
      const result = await identitiesOf(app).signIn(told);
      if (result.kind !== 'signed_in' || result.signIn.kind !== 'second_factor')
        throw new Error('no second step');
      return result.signIn;
    };
    // The provider of the mailbox has proved the mailbox, so that a mailed code adds nothing.
    expect((await methodsOf(answer)).methods).toEqual(['password']);
    const elsewhere = { ...answer, email: freshEmail() };
    expect((await methodsOf(elsewhere)).methods).toEqual(['email_otp', 'password']);
    const unvouched = { ...answer, vouchesForEmail: false };
    const { mfaToken, methods } = await methodsOf(unvouched);
    expect(methods).toEqual(['email_otp', 'password']);

    const finished = await app.auth.login['otp-verify'].$post({
      json: { mfa_token: mfaToken, password: PASSWORD, token_delivery: 'body' },
    });
    const { access_token: token } = (await finished.json()) as { access_token: string };
    expect(decodeJwt(token)).toMatchObject({ amr: ['fed', 'pwd', 'mfa'], sub: person.user.id });
    await app.deliverLedger();
    // Its use counts, though the second step ended the sign-in.
    expect((await identitiesOf(app).list(person.user.id))[0]?.lastUsedAt).toBe(app.clock());

    const twice = { ...answer, vouchesForTwoFactors: true };
    const { tokens } = sessionIn(await identitiesOf(app).signIn(twice));
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ amr: ['fed', 'mfa'] });
  });

  it('is no fresh proof where there is a password, and no two factors for staff, unless trusted', async () => {
    const env = { STAFF_SECOND_FACTOR: 'required', LOGIN_SECOND_FACTOR: 'off' };
    const app = createTestApp({ env });
    const { person, answer } = await connected(app);
    await giveRoles(['staff'], { email: person.email });
    const reach = async (told: typeof answer) => {
      const { tokens } = sessionIn(await identitiesOf(app).signIn(told));
      const paths = ['/api/v1/auth/account/export', '/api/v1/admin/stats'];
      const answers = paths.map((path) => app.fetch(path, as(tokens.accessToken)));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    expect(await reach(answer)).toEqual([403, 403]);
    expect(await reach({ ...answer, vouchesForEmail: false })).toEqual([403, 403]);
    expect(await reach({ ...answer, vouchesForTwoFactors: true })).toEqual([200, 200]);
  });

  it('is refused to whoever may not sign in, and the state works once they may', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const { id } = person.user;
    const state = stateNow(app);
    const attempt = () => identitiesOf(app).signIn(answer, { state });
    await editUsers("status = 'disabled' where id = ?1", id);
    expect(await codeOf(attempt())).toBe('account_disabled');
    await editUsers("status = 'active', locked_until = ?2 where id = ?1", id, app.clock() + MINUTE);
    expect(await codeOf(attempt())).toBe('account_locked');
    await editUsers('locked_until = null where id = ?1', id);
    expect(sessionIn(await attempt()).user.id).toBe(id);
    expect(await codeOf(attempt())).toBe('identity_refused');
  });

  it('is void if all sessions ended since it began', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const state = stateNow(app);
    app.advance(1);
    const changed = await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: 'another-Horse-8-battery' } },
      as(person),
    );
    expect(changed.status).toBe(200);
    expect(await codeOf(identitiesOf(app).signIn(answer, { state }))).toBe('identity_refused');
    app.advance(1);
    expect(sessionIn(await identitiesOf(app).signIn(answer)).user.id).toBe(person.user.id);
  });

  it('costs no more calls in a row than one with a passkey', async () => {
    const real = createTestApp();
    const { answer } = await connected(real);
    sessionIn(await identitiesOf(real).signIn(answer));
    const hops = countHops(real.env as unknown as Record<string, unknown>);
    const app = createTestApp({ env: hops.env });
    hops.reset();
    const seen = await identitiesOf(app).signIn(answer);
    const { calls } = hops.read();
    sessionIn(seen);
    expect(calls.slice(0, 3)).toEqual(['1 replica.raw', '2 guard.redeemBy', '3 guard.open']);
  });
});

describe('a state', () => {
  it('ends in one sign-in, however many callbacks come at once', async () => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const state = stateNow(app);
    const raced = await Promise.allSettled(
      Array.from({ length: 50 }, () => identitiesOf(app).signIn(answer, { state })),
    );
    const done = raced.filter((one) => one.status === 'fulfilled');
    expect(done).toHaveLength(1);
    const { value: won } = done[0] as PromiseFulfilledResult<Parameters<typeof sessionIn>[0]>;
    expect(sessionIn(won).user.id).toBe(person.user.id);
    // However late: a guard remembers it for longer than whatever it leads to may wait.
    app.advance(41 * MINUTE);
    expect(await codeOf(identitiesOf(app).signIn(answer, { state }))).toBe('identity_refused');
  });

  it('ends in one account and one sign-in, however many callbacks of somebody new come at once', async () => {
    const app = createTestApp();
    const answer = answerOf();
    const state = stateNow(app);
    const raced = await Promise.allSettled(
      Array.from({ length: 50 }, () => identitiesOf(app).signIn(answer, { state })),
    );
    expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of raced)
      if (one.status === 'rejected')
        expect(await codeOf(Promise.reject(one.reason))).toBe('identity_refused');
    expect(await rowsOf(answer.email ?? '')).toHaveLength(1);
  });

  it('is known to guards by the same name at every call, and by another than itself', () => {
    const [one, again] = [1, 1].map((issuedAt) => stateOf({ state: 'a-state', issuedAt }));
    expect(one).toEqual(again);
    expect(one?.digest).toMatch(/^social:/);
    expect(one?.digest).not.toContain('a-state');
  });

  it.each(['open', 'redeemBy'])('works again if the guard did not answer to %s', async (method) => {
    const app = createTestApp();
    const { person, answer } = await connected(app);
    const state = stateNow(app);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards(method) } });
    expect(await codeOf(identitiesOf(broken).signIn(answer, { state }))).toBe(
      'storage_unavailable',
    );
    const retried = await identitiesOf(app).signIn(answer, { state });
    expect(sessionIn(retried).user.id).toBe(person.user.id);
  });

  it('works again if D1 did not write the new account', async () => {
    const app = createTestApp();
    const answer = answerOf();
    const state = stateNow(app);
    const down = hookedDatabase(async () => Promise.reject(new Error('D1 is down')));
    const broken = createTestApp({ env: { DB: down } });
    expect(await codeOf(identitiesOf(broken).signIn(answer, { state }))).toBe(
      'storage_unavailable',
    );
    expect(await rowsOf(answer.email ?? '')).toEqual([]);
    expect(sessionIn(await identitiesOf(app).signIn(answer, { state })).isNew).toBe(true);
  });

  it('finds the new account whose first answer was lost', async () => {
    const app = createTestApp();
    const answer = answerOf();
    const state = stateNow(app);
    const deaf = hookedDatabase(async (call) => {
      await call();
      throw new Error('the answer was lost');
    });
    const broken = createTestApp({ env: { DB: deaf } });
    expect(await codeOf(identitiesOf(broken).signIn(answer, { state }))).toBe(
      'storage_unavailable',
    );
    expect(sessionIn(await identitiesOf(app).signIn(answer, { state })).isNew).toBe(false);
    expect(await rowsOf(answer.email ?? '')).toHaveLength(1);
  });
});

describe('a replica that lags', () => {
  it('signs nobody in with an identity that was disconnected', async () => {
    const { DB, lag } = laggingReplica();
    const app = createTestApp({ env: { DB } });
    const { person, answer } = await connected(app);
    sessionIn(await identitiesOf(app).signIn(answer));
    lag();
    const [identity] = await identitiesOf(app).list(person.user.id);
    await identitiesOf(app).disconnect(person.user.id, identity?.id ?? '');
    expect(await identitiesOf(app).signIn(answer)).toEqual({
      kind: 'owner_must_sign_in',
      email: person.email,
    });
  });

  it('opens no second account for an identity that it does not know yet', async () => {
    const { DB, lag } = laggingReplica();
    const app = createTestApp({ env: { DB } });
    const answer = answerOf();
    lag();
    const first = sessionIn(await identitiesOf(app).signIn(answer));
    const second = sessionIn(await identitiesOf(app).signIn(answer));
    expect([second.user.id, second.isNew]).toEqual([first.user.id, false]);
    const count = env.DB.prepare('select count(*) as n from user_identities where subject = ?');
    expect(await count.bind(answer.subject).first('n')).toBe(1);
  });

  it('does not void the rights of a user who got them back', async () => {
    const { DB, lag } = laggingReplica();
    const app = createTestApp({ env: { DB } });
    const email = await register(app);
    const { user } = await signIn(app, email);
    const answer = answerOf({ email });
    await identitiesOf(app).connect(user.id, answer);
    await identitiesOf(app).signIn(answer);
    await editUsers("status = 'disabled' where id = ?1", user.id);
    await codeOf(identitiesOf(app).signIn(answer));
    lag();
    await editUsers("status = 'active' where id = ?1", user.id);
    expect(sessionIn(await identitiesOf(app).signIn(answer)).user.id).toBe(user.id);
  });
});
