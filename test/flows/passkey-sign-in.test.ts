import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { createBrowser } from '../support/browser.ts';
import { editUsers } from '../support/edit-users.ts';
import { deafGuards } from '../support/faults.ts';
import { laggingReplica } from '../support/lagging-replica.ts';
import { addPasskey, askToSignIn, presentPasskey, tryPasskey } from '../support/passkeys.ts';
import { as, bearer, newcomer, PASSWORD, refusal, tokensIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { type Algorithm, FLAGS } from '../support/virtual-authenticator.ts';

const REFUSED = [401, 'invalid_credentials'];

/** A person with a passkey that has counted to `counter`. */
async function owner(app: TestApp, counter = 0) {
  const person = await newcomer(app);
  return { person, ...(await addPasskey(app, person, { counter })) };
}

async function eventsOf(app: TestApp, by: { access_token: string }) {
  const { logs } = (await (await app.fetch('/api/v1/audit/logs', as(by))).json()) as {
    logs: { event_type: string; risk_level: string }[];
  };
  return logs.map(({ event_type, risk_level }) => `${event_type} ${risk_level}`);
}

describe('a sign-in with a passkey', () => {
  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
    'needs no name and is both steps at once: %s',
    async (algorithm) => {
      const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
      const person = await newcomer(createTestApp());
      const { authenticator } = await addPasskey(app, person, { algorithm });
      const response = await tryPasskey(app, authenticator);
      expect(response.status).toBe(200);
      const tokens = await tokensIn(response);
      expect(tokens.user.id).toBe(person.user.id);
      expect(decodeJwt(tokens.access_token)).toMatchObject({ amr: ['hwk', 'mfa'] });
      const me = await app.auth.me.$get({}, as(tokens));
      expect(me.status).toBe(200);
    },
  );

  it('uses a challenge once, however many come at once', async () => {
    const app = createTestApp();
    const { authenticator } = await owner(app);
    const options = await askToSignIn(app);
    const present = (credential: unknown) =>
      presentPasskey(app, credential, options.challenge_token);
    const credential = await authenticator.get(options);
    const raced = await Promise.all(Array.from({ length: 20 }, () => present(credential)));
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await refusal(await present(await authenticator.get(options)))).toEqual(REFUSED);
  });

  it('takes either of two passkeys, each with its own counter', async () => {
    const app = createTestApp();
    const { person, authenticator: phone } = await owner(app, 7);
    const strong = await tokensIn(await tryPasskey(app, phone));
    const { authenticator: key } = await addPasskey(app, strong, { counter: 1 });
    expect(strong.user.id).toBe(person.user.id);
    for (const authenticator of [phone, key, phone, key])
      expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });

  it('tells nobody whether an account or a passkey exists: options are alike', async () => {
    const app = createTestApp();
    const { challenge, challenge_token, ...before } = await askToSignIn(app);
    await owner(app);
    const after = await askToSignIn(app);
    expect(after).toEqual({
      ...before,
      challenge: after.challenge,
      challenge_token: after.challenge_token,
    });
    expect(before).toEqual({
      rpId: 'auth.test',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    });
    expect(after.challenge).not.toBe(challenge);
    expect(after.challenge_token).not.toBe(challenge_token);
  });

  it('is refused to a disabled account, and dead once all sessions have ended', async () => {
    const app = createTestApp();
    const { person, authenticator } = await owner(app);
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options);
    app.advance(1);
    const changed = await app.auth.password.change.$post(
      { json: { old_password: PASSWORD, new_password: 'another-Horse-8-battery' } },
      as(person),
    );
    expect(changed.status).toBe(200);
    const stale = await presentPasskey(app, credential, options.challenge_token);
    expect(await refusal(stale)).toEqual(REFUSED);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
    await editUsers("status = 'disabled' where id = ?1", person.user.id);
    expect(await refusal(await tryPasskey(app, authenticator))).toEqual([403, 'account_disabled']);
  });

  it('works on a retry if its session could not be opened', async () => {
    const app = createTestApp();
    const { authenticator } = await owner(app, 4);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('open') } });
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options);
    const { challenge_token: token } = options;
    expect((await presentPasskey(broken, credential, token)).status).toBe(503);
    expect((await presentPasskey(app, credential, token)).status).toBe(200);
    expect(await refusal(await presentPasskey(app, credential, token))).toEqual(REFUSED);
  });
});

describe('the counter of a passkey', () => {
  it.each([
    ['of one that never counts', 0, 0, true],
    ['of one that counts for the first time', 0, 1, true],
    ['that rises by more than one', 5, 900, true],
    ['that stays', 5, 5, false],
    ['that goes back by one', 5, 4, false],
    ['that goes back to nothing', 5, 0, false],
  ])('%s: %i, then %i', async (_, counter, next, isGood) => {
    const app = createTestApp();
    const { authenticator } = await owner(app, counter);
    const response = await tryPasskey(app, authenticator, { counter: next });
    if (isGood) expect(response.status).toBe(200);
    else expect(await refusal(response)).toEqual(REFUSED);
  });

  it('of a copy refuses that sign-in, tells the owner, and locks nothing', async () => {
    const app = createTestApp();
    const { person, authenticator } = await owner(app, 1);
    for (const _ of [1, 2, 3]) expect((await tryPasskey(app, authenticator)).status).toBe(200);
    await app.deliverJobs();
    app.mails.splice(0);
    const copied = await tryPasskey(app, authenticator, { counter: 3 });
    expect(await refusal(copied)).toEqual(REFUSED);
    const { subject, text } = await app.lastMail(person.email);
    expect(subject).toBe('Someone may have copied a passkey of your Latchkey account');
    expect(text).toContain('203.0.113.7');
    expect(await eventsOf(app, person)).toContain('factor.counter_went_back high');
    const back = await tryPasskey(app, authenticator, { counter: 9 });
    expect(back.status).toBe(200);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  });

  it('of a copy mails the owner no more than five times an hour', async () => {
    const app = createTestApp();
    const { person, authenticator } = await owner(app, 5);
    app.mails.splice(0);
    for (let tries = 0; tries < 12; tries++) {
      await tryPasskey(app, authenticator, { counter: 1 });
      app.advance(2 * MINUTE);
    }
    await app.deliverJobs();
    const notices = app.mails.filter(({ subject }) => subject.includes('copied'));
    expect(notices).toHaveLength(5);
    expect(notices[0]?.to).toBe(person.email);
  });

  it('is not believed, nor kept, before the signature is right', async () => {
    const app = createTestApp();
    const { person, authenticator } = await owner(app, 5);
    app.mails.splice(0);
    const forged = { counter: 1, signature: () => new Uint8Array(70) };
    expect(await refusal(await tryPasskey(app, authenticator, forged))).toEqual(REFUSED);
    const ahead = { counter: 900, flags: FLAGS.UP };
    expect(await refusal(await tryPasskey(app, authenticator, ahead))).toEqual(REFUSED);
    expect(await eventsOf(app, person)).not.toContain('factor.counter_went_back high');
    expect((await tryPasskey(app, authenticator, { counter: 6 })).status).toBe(200);
    await app.deliverJobs();
    expect(app.mails.filter(({ subject }) => subject.includes('copied'))).toEqual([]);
  });
});

describe('a challenge in a browser', () => {
  it('is bound to it by a cookie that all its tabs share and no script reads', async () => {
    const app = createTestApp();
    const { authenticator } = await owner(app);
    const [mine, other] = [createBrowser(app), createBrowser(app)];
    type Options = Parameters<typeof authenticator.get>[0];
    const ask = async (browser: typeof mine) =>
      (await (await browser.post('passkeys/authenticate/options')).json()) as Options;
    const tabs = [await ask(mine), await ask(mine)];
    await ask(other);
    expect(mine.find('__Host-passkey_browser')).toBeDefined();
    for (const [at, options] of tabs.entries()) {
      const credential = await authenticator.get(options);
      const elsewhere = await other.post('passkeys/authenticate', { credential });
      expect(await refusal(elsewhere)).toEqual(REFUSED);
      const here = await mine.post('passkeys/authenticate', { credential });
      expect([at, here.status]).toEqual([at, 200]);
    }
  });

  it('goes by the cookie where one comes, not by the body', async () => {
    const app = createTestApp();
    const { authenticator } = await owner(app);
    const victim = createBrowser(app);
    await victim.post('passkeys/authenticate/options');
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options);
    const { challenge_token } = options;
    const planted = await victim.post('passkeys/authenticate', { credential, challenge_token });
    expect(await refusal(planted)).toEqual(REFUSED);
  });

  it('sets no cookie in other clients', async () => {
    const app = createTestApp();
    const asked = await app.post('/api/v1/auth/passkeys/authenticate/options', {});
    expect(asked.headers.getSetCookie()).toEqual([]);
  });
});

describe('a passkey in front of a replica that lags without bound', () => {
  it('signs in though the replica does not know it, and not once it is removed', async () => {
    const replica = laggingReplica();
    const app = createTestApp({ env: { DB: replica.DB } });
    const { authenticator } = await owner(app);
    const strong = await tokensIn(await tryPasskey(app, authenticator));
    replica.lag();
    const { authenticator: fresh } = await addPasskey(app, strong);
    expect((await tryPasskey(app, fresh)).status).toBe(200);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });
});

describe('failed sign-ins by passkey', () => {
  it('are limited by address, while right ones go on', async () => {
    const plain = createTestApp();
    const { authenticator } = await owner(plain);
    const limits = JSON.stringify({ passkey_refused: { limit: 2 } });
    const app = createTestApp({
      env: { RATE_LIMITS: limits, SHIELD: { limit: async () => ({ success: true }) } },
    });
    const fail = async (ip?: string) => {
      const { challenge } = await askToSignIn(app);
      const credential = await authenticator.get({ rpId: 'auth.test', challenge });
      const response = await presentPasskey(app, credential, 'x', ip === undefined ? {} : { ip });
      return response.status;
    };
    expect([await fail(), await fail(), await fail()]).toEqual([401, 401, 429]);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
    expect(await fail('198.51.100.9')).toBe(401);
    const { headers } = await presentPasskey(app, {}, 'x', { headers: bearer('x') });
    expect(headers.get('WWW-Authenticate')).toBeNull();
  });
});
