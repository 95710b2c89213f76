import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import { hookedDatabase, hookedGuards } from '../support/faults.ts';
import {
  addPasskey,
  askToSignIn,
  presentPasskey,
  type SignInOptions,
} from '../support/passkeys.ts';
import {
  as,
  freshEmail,
  mailedCode,
  mailedToken,
  newcomer,
  PASSWORD,
  pendingIn,
  register,
  signIn,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  beginTotp,
  confirmTotp,
  givePassword,
  prove,
  setUpTotp,
  signInWithTotp,
} from '../support/totp.ts';

type Answer = { status: number };
/** Presents a secret to a service. */
type Present = (app: TestApp) => Promise<Answer>;

const NEW = 'another-Horse-8-battery';
/** Longer than a claim is held, in milliseconds. */
const LAPSED = 21_000;
const USES = ['redeemAll', 'tryCodeBy', 'redeemToChange', 'usePasskey'];

async function mailedProof(app: TestApp) {
  const email = freshEmail();
  await app.auth.register.$post({ json: { email, password: PASSWORD } });
  const { links, codes } = await app.lastMail(email);
  return { email, token: tokenOf(links[0]), otp: codes[0] ?? '' };
}

async function resetToken(app: TestApp, email: string): Promise<string> {
  await app.auth.password.reset.$post({ json: { email } });
  return mailedToken(app, email);
}

const pressed =
  (path: string, token: string, password = '') =>
  (app: TestApp) =>
    pressForm(app, path, { token, password });
const linkIn = (app: TestApp, to: string, subject: string) =>
  tokenOf(app.mails.findLast((mail) => mail.to === to && mail.subject.includes(subject))?.links[0]);

const linkTo = (app: TestApp, to: string, page: string) => {
  const links = app.mails.flatMap((mail) => (mail.to === to ? mail.links : []));
  return tokenOf(links.findLast((link) => link.includes(page)));
};

async function movingAway(app: TestApp) {
  const { email, access_token: token } = await newcomer(app);
  const to = freshEmail();
  await app.auth.email.change.$post({ json: { new_email: to, password: PASSWORD } }, as(token));
  await app.deliverJobs();
  return { email, to };
}

/** One-time secrets of every kind, each with who presents it how. */
const secrets: Record<string, (app: TestApp) => Promise<Present>> = {
  'a verification link': async (app) => {
    const { token } = await mailedProof(app);
    return (at) => at.auth.email.verify.$post({ json: { token } });
  },
  'a verification code': async (app) => {
    const { email, otp } = await mailedProof(app);
    return (at) => at.auth.email.verify.$post({ json: { email, otp } });
  },
  'an exchange token': async (app) => {
    const { token } = await mailedProof(app);
    const response = await app.auth.email.verify.$post({ json: { token } });
    const { exchange_token: exchange } = (await response.json()) as { exchange_token: string };
    return (at) => at.auth['exchange-token'].$post({ json: { exchange_token: exchange } });
  },
  'a code that signs in': async (app) => {
    const email = await register(app);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(app, email);
    return (at) => at.auth.otp.verify.$post({ json: { email, otp } });
  },
  'a code that finishes a sign-in': async (app) => {
    const email = await register(app);
    await switchSecondStepOn(email);
    const login = await app.auth.login.$post({ json: { email, password: PASSWORD } });
    const { mfa_token } = await pendingIn(login);
    const otp = await mailedCode(app, email);
    return (at) => at.auth.login['otp-verify'].$post({ json: { otp, mfa_token } });
  },
  'a link to a new password': async (app) => {
    const { email } = await newcomer(app);
    const token = await resetToken(app, email);
    return (at) => at.auth.password.reset.confirm.$post({ json: { token, new_password: NEW } });
  },
  'a code for a new password': async (app) => {
    const email = await register(app);
    await app.auth['forgot-password'].$post({ json: { email } });
    const otp = await mailedCode(app, email);
    return (at) => at.auth['password-reset'].$post({ json: { email, otp, password: NEW } });
  },
  'a link to the first password of an address': async (app) => {
    const { email } = await mailedProof(app);
    const token = await resetToken(app, email);
    return (at) => at.auth.password.reset.confirm.$post({ json: { token, new_password: NEW } });
  },
  'a link that changes an address': async (app) => {
    const { to } = await movingAway(app);
    const token = tokenOf((await app.lastMail(to)).links[0]);
    return (at) => at.auth.email.change.confirm.$post({ json: { token } });
  },
  'a link that undoes a change': async (app) => {
    const { email } = await movingAway(app);
    return pressed('/undo-email-change', linkIn(app, email, 'email address'));
  },
  'a code of an app': async (app) => {
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const { mfa_token } = await givePassword(app, person.email);
    const otp = await device.code();
    return (at) => prove(at, mfa_token, { otp });
  },
  'a code of an app that steps up': async (app) => {
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const otp = await device.code();
    return (at) => at.auth['step-up'].$post({ json: { otp } }, as(person));
  },
  'a code that sets up an app': async (app) => {
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    return (at) => confirmTotp(at, person, id, otp);
  },
  'a recovery code': async (app) => {
    const person = await newcomer(app);
    const { recoveryCodes } = await setUpTotp(app, person);
    const { mfa_token } = await givePassword(app, person.email);
    return (at) => prove(at, mfa_token, { recovery_code: recoveryCodes[0] });
  },
  'a passkey that counts': async (app) => {
    const { authenticator } = await addPasskey(app, await newcomer(app), { counter: 7 });
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options);
    return (at) => presentPasskey(at, credential, options.challenge_token);
  },
  'a passkey that finishes a sign-in': async (app) => {
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person, { counter: 7 });
    const { mfa_token, passkey_options } = await givePassword(app, person.email);
    const credential = await authenticator.get(passkey_options as unknown as SignInOptions);
    return (at) => prove(at, mfa_token, { credential });
  },
  'a password that finishes a sign-in': async (app) => {
    const email = await register(app);
    await switchSecondStepOn(email);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(app, email);
    const { mfa_token } = await pendingIn(
      await app.auth.otp.verify.$post({ json: { email, otp } }),
    );
    return (at) => prove(at, mfa_token, { password: PASSWORD });
  },
  'a mailed code that steps up': async (app) => {
    const person = await newcomer(app);
    await editUsers('password_hash = null where email = ?', person.email);
    app.advance(60_000);
    await app.auth['step-up'].options.$post({}, as(person));
    const otp = await mailedCode(app, person.email);
    return (at) => at.auth['step-up'].$post({ json: { otp } }, as(person));
  },
  'a passkey that steps up': async (app) => {
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person, { counter: 7 });
    const asked = await app.auth['step-up'].options.$post({}, as(person));
    const { passkey_options } = await asked.json();
    const credential = await authenticator.get(passkey_options as unknown as SignInOptions);
    return (at) => at.post('/api/v1/auth/step-up', { credential }, as(person).headers);
  },
  'a link that takes back a new factor': async (app) => {
    const person = await newcomer(app);
    app.advance(1000);
    await setUpTotp(app, person);
    await app.deliverJobs();
    const token = linkTo(app, person.email, '/undo-factor-change');
    return pressed('/undo-factor-change', token, PASSWORD);
  },
  'a link that puts a factor back': async (app) => {
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const mine = await signInWithTotp(app, person.email, device);
    await app.auth.mfa[':id'].$delete({ param: { id: device.id } }, as(mine));
    await app.deliverJobs();
    return pressed('/undo-factor-change', linkTo(app, person.email, '/undo-factor-change'));
  },
  'a link that cancels a removal': async (app) => {
    const admin = await newcomer(app);
    await giveRoles(['user', 'admin'], { id: admin.user.id });
    const person = await newcomer(app);
    await setUpTotp(app, person);
    const staff = await signIn(app, admin.email);
    const path = `/api/v1/admin/users/${person.user.id}/remove-factors`;
    await app.post(path, {}, as(staff).headers);
    await app.deliverJobs();
    return pressed('/cancel-factor-removal', linkTo(app, person.email, '/cancel-factor-removal'));
  },
  'a link that unlocks': async (app) => {
    const email = await register(app);
    for (let times = 0; times < 10; times++)
      await app.auth.login.$post({ json: { email, password: WRONG } });
    await app.deliverJobs();
    return pressed('/unlock-account', linkIn(app, email, 'locked'));
  },
};

/**
 * A service that dies: once it has used a secret, none of its calls is made any more and none is
 * answered. `died` resolves at the first of those. With `afterBatches`, it first writes to D1; with
 * `afterCalls`, it first makes that many calls, which are answered.
 */
function dyingApp({ afterBatches = 0, afterCalls = 0 } = {}) {
  let isDying = false;
  let batches = afterBatches;
  let calls = afterCalls;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const hang = () => {
    die();
    return new Promise<never>(() => undefined);
  };
  const app = createTestApp({
    env: {
      ACCOUNT_GUARD: hookedGuards(async (method, call) => {
        if (isDying) return calls-- > 0 ? call() : hang();
        const answer = await call();
        isDying ||= USES.includes(method);
        return answer;
      }),
      DB: hookedDatabase(async (call) => {
        if (!isDying || calls-- > 0) return call();
        if (batches === 0) return hang();
        batches--;
        await call();
        return hang();
      }),
    },
    timer: () => () => undefined,
  });
  return { app, died };
}

const isRefused = ({ status }: Answer) => [400, 401, 403, 409].includes(status);

describe('a one-time secret whose request died before its work', () => {
  it.each(Object.keys(secrets))('%s works once more when its claim lapses', async (kind) => {
    const app = createTestApp();
    const present = await (secrets[kind] as (typeof secrets)[string])(app);
    const dying = dyingApp();
    dying.app.advance(app.clock() - dying.app.clock());
    void present(dying.app);
    await dying.died;

    expect(isRefused(await present(app))).toBe(true);
    app.advance(LAPSED);
    const answers = await Promise.all([present(app), present(app), present(app)]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(isRefused)).toHaveLength(2);
    expect(isRefused(await present(app))).toBe(true);
    app.advance(LAPSED);
    expect(isRefused(await present(app))).toBe(true);
  });
});

describe('a link about factors', () => {
  const LINKS = [
    'a link that takes back a new factor',
    'a link that puts a factor back',
    'a link that cancels a removal',
  ];
  // What each leaves behind if its work is done: those factors, and no removal.
  const left = () =>
    env.DB.prepare(
      `select (select count(*) from user_factors) as factors,
        (select count(*) from factor_removals) as removals`,
    ).first();
  const present = async (app: TestApp, kind: string) =>
    (secrets[kind] as (typeof secrets)[string])(app);

  // The first calls of each: it voids, announces, writes.
  const DEATHS = LINKS.flatMap((kind) =>
    (kind.includes('removal') ? [1, 2] : [1, 2, 3]).map((calls) => [kind, calls] as const),
  );

  it.each(DEATHS)(
    '%s does its work, though its request died after %i calls',
    async (kind, afterCalls) => {
      const app = createTestApp();
      const press = await present(app, kind);
      const dying = dyingApp({ afterCalls });
      dying.app.advance(app.clock() - dying.app.clock());
      void press(dying.app);
      await dying.died;
      app.advance(LAPSED);
      await press(app);
      expect(await left()).toEqual({ factors: kind.includes('takes back') ? 0 : 1, removals: 0 });
      expect(isRefused(await press(app))).toBe(true);
      app.advance(LAPSED);
      expect(isRefused(await press(app))).toBe(true);
    },
  );

  it.each(LINKS)('%s is used up by work that the guard was not told of', async (kind) => {
    const app = createTestApp();
    const press = await present(app, kind);
    let isDeaf = true;
    const guards = hookedGuards(async (method, call) => {
      if (method !== 'commit' || !isDeaf) return call();
      isDeaf = false;
      throw new Error('guard is down');
    });
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: guards } });
    deaf.advance(app.clock() - deaf.clock());
    expect((await press(deaf)).status).toBe(200);
    expect(isDeaf).toBe(false);
    app.advance(LAPSED);
    expect(isRefused(await press(app))).toBe(true);
  });
});

describe('a verification whose request died after D1 was written', () => {
  it('is not done again, and the owner gets in', async () => {
    const app = createTestApp();
    const { email, token, otp } = await mailedProof(app);
    const dying = dyingApp({ afterBatches: 1 });
    dying.app.advance(500);
    void dying.app.auth.email.verify.$post({ json: { token } });
    await dying.died;
    app.advance(LAPSED);
    for (let times = 0; times < 2; times++) {
      expect(isRefused(await app.auth.email.verify.$post({ json: { token } }))).toBe(true);
      expect(isRefused(await app.auth.email.verify.$post({ json: { email, otp } }))).toBe(true);
    }
    await signIn(app, email);
  });
});

describe('a request that is late', () => {
  /** A service whose calls of one method wait until they are let go. */
  function waitingApp(waits: string) {
    const arrival = Promise.withResolvers<void>();
    const { promise: gone, resolve: letGo } = Promise.withResolvers<void>();
    const guards = hookedGuards(async (method, call) => {
      if (method !== waits) return call();
      arrival.resolve();
      await gone;
      return call();
    });
    const app = createTestApp({ env: { ACCOUNT_GUARD: guards }, timer: () => () => undefined });
    return { app, arrived: arrival.promise, letGo };
  }

  it.each([
    ['an exchange token', 'open'],
    ['a code that signs in', 'open'],
    ['a code that finishes a sign-in', 'open'],
    ['a link to a new password', 'prepare'],
    ['a code for a new password', 'prepare'],
    ['a code of an app', 'open'],
    ['a code of an app that steps up', 'stepUp'],
    ['a recovery code', 'open'],
    ['a passkey that counts', 'open'],
    ['a passkey that finishes a sign-in', 'open'],
    ['a password that finishes a sign-in', 'open'],
    ['a mailed code that steps up', 'stepUp'],
    ['a passkey that steps up', 'stepUp'],
    ['a link that takes back a new factor', 'prepare'],
    ['a link that puts a factor back', 'prepare'],
    ['a link that cancels a removal', 'prepare'],
    ['a link that unlocks', 'unlockByMail'],
  ])('does not use %s that another has claimed meanwhile', async (kind, waits) => {
    const app = createTestApp();
    const present = await (secrets[kind] as (typeof secrets)[string])(app);
    const late = waitingApp(waits);
    late.app.advance(app.clock() - late.app.clock());
    const answering = present(late.app);
    await late.arrived;
    app.advance(LAPSED);
    expect((await present(app)).status).toBeLessThan(300);
    late.letGo();
    expect((await answering).status).toBeGreaterThanOrEqual(400);
    expect(isRefused(await present(app))).toBe(true);
  });

  it('does not verify an address again that another has verified meanwhile', async () => {
    const app = createTestApp();
    const { token } = await mailedProof(app);
    const arrival = Promise.withResolvers<void>();
    const { promise: gone, resolve: letGo } = Promise.withResolvers<void>();
    const database = hookedDatabase(async (call) => {
      arrival.resolve();
      await gone;
      return call();
    });
    const late = createTestApp({ env: { DB: database }, timer: () => () => undefined });
    const answering = late.auth.email.verify.$post({ json: { token } });
    await arrival.promise;
    app.advance(LAPSED);
    late.advance(LAPSED);
    expect((await app.auth.email.verify.$post({ json: { token } })).status).toBe(200);
    letGo();
    expect(isRefused(await answering)).toBe(true);
  });

  it('still uses a secret whose claim has lapsed, if nobody else has claimed it', async () => {
    const app = createTestApp();
    const present = await (secrets['an exchange token'] as (typeof secrets)[string])(app);
    const late = waitingApp('open');
    const answering = present(late.app);
    await late.arrived;
    late.app.advance(LAPSED);
    late.letGo();
    expect((await answering).status).toBe(200);
    app.advance(LAPSED);
    expect(isRefused(await present(app))).toBe(true);
  });
});
