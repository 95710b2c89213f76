import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { editUsers } from '../support/edit-users.ts';
import { deafGuards } from '../support/faults.ts';
import { addPasskey, offerPasskey, PASSKEYS, tryPasskey } from '../support/passkeys.ts';
import {
  as,
  mailedCode,
  newcomer,
  PASSWORD,
  refusal,
  register,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { type Changes, createAuthenticator } from '../support/virtual-authenticator.ts';

const AUTH = '/api/v1/auth';
const REFUSED = [401, 'invalid_credentials'];

type Waiting = {
  mfa_token: string;
  methods: string[];
  passkey_options: {
    challenge: string;
    rpId: string;
    allowCredentials: { id: string; type: string; transports: string[] }[];
  };
};

/** A person with a passkey, who has just given the password. */
async function waiting(app: TestApp, counter = 0) {
  const person = await newcomer(app);
  const { authenticator, recoveryCodes } = await addPasskey(app, person, { counter });
  return { person, authenticator, recoveryCodes, ...(await logIn(app, person.email)) };
}

async function logIn(app: TestApp, email: string): Promise<Waiting> {
  const response = await app.post(`${AUTH}/login`, { email, password: PASSWORD });
  return (await response.json()) as Waiting;
}

type Prover = Awaited<ReturnType<typeof createAuthenticator>>;
async function prove(
  app: TestApp,
  { mfa_token, passkey_options }: Waiting,
  authenticator: Prover,
  changes: Changes = {},
): Promise<Response> {
  const credential = await authenticator.get(passkey_options, changes);
  return app.post(`${AUTH}/login/otp-verify`, { mfa_token, credential, token_delivery: 'body' });
}

describe('a passkey as second step', () => {
  it('is all that follows the password, with the passkeys that the account has', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const step = await logIn(app, person.email);
    expect(step).toMatchObject({ otp_required: true, methods: ['passkey', 'recovery_code'] });
    expect(step.passkey_options).toMatchObject({
      rpId: 'auth.test',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [
        { id: authenticator.id, type: 'public-key', transports: ['internal', 'hybrid'] },
      ],
    });
    const response = await prove(app, step, authenticator);
    expect(response.status).toBe(200);
    const { access_token } = await tokensIn(response);
    expect(decodeJwt(access_token)).toMatchObject({ acr: 'aal2', amr: ['pwd', 'hwk', 'mfa'] });
  });

  it('needs no user handle, but none of another account', async () => {
    const app = createTestApp();
    const { authenticator, ...step } = await waiting(app);
    const foreign = await prove(app, step, authenticator, { userHandle: 'AAAA' });
    expect(await refusal(foreign)).toEqual(REFUSED);
    expect((await prove(app, step, authenticator, { userHandle: null })).status).toBe(200);
  });

  it('takes null for what its authenticator does not say', async () => {
    const app = createTestApp();
    const { authenticator, ...step } = await waiting(app);
    const nothing = { response: { userHandle: null } };
    expect((await prove(app, step, authenticator, nothing)).status).toBe(200);
  });

  it('finishes its sign-in once, however many come at once', async () => {
    const app = createTestApp();
    const { authenticator, ...step } = await waiting(app);
    const raced = await Promise.all(
      Array.from({ length: 10 }, () => prove(app, step, authenticator)),
    );
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('finishes a sign-in that no other proof finishes, before, after or at once', async () => {
    const app = createTestApp();
    const { authenticator, recoveryCodes, person, ...first } = await waiting(app);
    let unused = 0;
    const useCode = ({ mfa_token }: Waiting) =>
      app.post(`${AUTH}/login/otp-verify`, { mfa_token, recovery_code: recoveryCodes[unused++] });
    expect((await prove(app, first, authenticator)).status).toBe(200);
    expect((await useCode(first)).status).toBe(401);
    const second = await logIn(app, person.email);
    expect((await useCode(second)).status).toBe(200);
    expect((await prove(app, second, authenticator)).status).toBe(401);
    const third = await logIn(app, person.email);
    const raced = await Promise.all([prove(app, third, authenticator), useCode(third)]);
    expect(raced.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('is one of the account, for this sign-in', async () => {
    const app = createTestApp();
    const ada = await waiting(app);
    const eve = await waiting(app);
    expect(await refusal(await prove(app, ada, eve.authenticator))).toEqual(REFUSED);
    const asked = { ...ada, passkey_options: eve.passkey_options };
    expect(await refusal(await prove(app, asked, ada.authenticator))).toEqual(REFUSED);
    const other = await logIn(app, ada.person.email);
    const swapped = { ...ada, passkey_options: other.passkey_options };
    expect(await refusal(await prove(app, swapped, ada.authenticator))).toEqual(REFUSED);
    const { challenge } = await (await app.auth.passkeys.authenticate.options.$post({})).json();
    const free = { ...ada, passkey_options: { ...ada.passkey_options, challenge } };
    expect(await refusal(await prove(app, free, ada.authenticator))).toEqual(REFUSED);
    expect((await prove(app, ada, ada.authenticator)).status).toBe(200);
  });

  it('is refused if its counter goes back, while another proof may follow', async () => {
    const app = createTestApp();
    const { authenticator, person, ...step } = await waiting(app, 5);
    expect(await refusal(await prove(app, step, authenticator, { counter: 5 }))).toEqual(REFUSED);
    const next = await logIn(app, person.email);
    expect((await prove(app, next, authenticator, { counter: 6 })).status).toBe(200);
  });

  it('works on a retry if its session could not be opened', async () => {
    const app = createTestApp();
    const { authenticator, mfa_token, passkey_options } = await waiting(app, 1);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('open') } });
    const credential = await authenticator.get(passkey_options);
    const body = { mfa_token, credential };
    expect((await broken.post(`${AUTH}/login/otp-verify`, body)).status).toBe(503);
    expect((await app.post(`${AUTH}/login/otp-verify`, body)).status).toBe(200);
    expect(await refusal(await app.post(`${AUTH}/login/otp-verify`, body))).toEqual(REFUSED);
  });

  it('is due after a mailed code too: the mailbox alone opens nothing', async () => {
    const app = createTestApp();
    const { person, authenticator } = await waiting(app);
    await app.auth.otp.request.$post({ json: { email: person.email } });
    const otp = await mailedCode(app, person.email);
    const first = await app.auth.otp.verify.$post({ json: { email: person.email, otp } });
    const step = (await first.json()) as unknown as Waiting;
    expect(step).toMatchObject({ otp_required: true, methods: ['passkey', 'recovery_code'] });
    expect((await prove(app, step, authenticator)).status).toBe(200);
  });
});

describe('a passkey where two steps are due and one kind of proof is there', () => {
  /** A sign-in by a mailed code, of an account without a password. */
  async function enrolling(app: TestApp) {
    const email = await register(app);
    await editUsers('password_hash = null where email = ?1', email);
    await app.auth.otp.request.$post({ json: { email } });
    const otp = await mailedCode(app, email);
    const response = await app.auth.otp.verify.$post({ json: { email, otp } });
    return { email, ...((await response.json()) as { mfa_token: string; enrol: string[] }) };
  }

  it('is set up with the mfa_token, and finishes the sign-in', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const { email, mfa_token, enrol } = await enrolling(app);
    expect(enrol).toContain('passkey');
    const authenticator = await createAuthenticator();
    const by = { access_token: mfa_token };
    const made = await offerPasskey(app, by, authenticator, {}, { label: 'Phone' });
    expect(made.status).toBe(201);
    const body = (await made.json()) as { access_token: string; passkey: { label: string } };
    expect(body).toMatchObject({ passkey: { label: 'Phone' }, user: { email } });
    expect((await app.auth.me.$get({}, as(body))).status).toBe(200);
    // It is the second of its kind now, and the token has done its work.
    const again = await app.post(`${PASSKEYS}/register/options`, {}, as(by).headers);
    expect(await refusal(again)).toEqual([401, 'token_invalid']);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });

  it('is not set up while the account is locked, and nothing is lost', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const { email, mfa_token } = await enrolling(app);
    const by = { access_token: mfa_token };
    const authenticator = await createAuthenticator();
    const lock = (until: number | null) =>
      editUsers('locked_until = ?1 where email = ?2', until, email);
    const asked = await app.auth.passkeys.register.options.$post({}, as(by));
    const options = (await asked.json()) as Parameters<typeof authenticator.create>[0];
    const credential = await authenticator.create(options);
    const add = () => app.post(`${PASSKEYS}/register`, { credential }, as(by).headers);
    await lock(app.clock() + MINUTE);
    expect(await refusal(await add())).toEqual([403, 'account_locked']);
    await lock(null);
    const made = await add();
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ user: { email }, recovery_codes: { length: 10 } });
  });

  it('is not set up by the mfa_token of a sign-in that has a second step', async () => {
    const app = createTestApp();
    const { mfa_token } = await waiting(app);
    const options = await app.post(
      `${PASSKEYS}/register/options`,
      {},
      as({ access_token: mfa_token }).headers,
    );
    expect(await refusal(options)).toEqual([401, 'token_invalid']);
  });
});

describe('adding a passkey', () => {
  it('wants a proof of the last ten minutes, with the strongest kind that the account has', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const ask = (by: { access_token: string }) =>
      app.post(`${PASSKEYS}/register/options`, {}, as(by).headers);
    app.advance(11 * MINUTE);
    const old = await ask(person);
    expect(old.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", max_age=600',
    );
    expect(await refusal(old)).toEqual([403, 'reauthentication_required']);
    const response = await app.post(`${AUTH}/login`, {
      email: person.email,
      password: PASSWORD,
      token_delivery: 'body',
    });
    const fresh = await tokensIn(response);
    const { authenticator } = await addPasskey(app, fresh);
    const weak = await ask(fresh);
    expect(weak.headers.get('WWW-Authenticate')).toContain('acr_values="aal2"');
    expect(await refusal(weak)).toEqual([403, 'reauthentication_required']);
    expect((await ask(await tokensIn(await tryPasskey(app, authenticator)))).status).toBe(200);
  });
});
