import { codeAt, stepAt } from '../../src/second-step/totp/one-time-passwords.ts';
import type { Proof } from '../../src/step-up/proofs.ts';
import { editUsers } from './edit-users.ts';
import { addPasskey, offerPasskey, tryPasskey } from './passkeys.ts';
import { type Answer, mailedCode, mailedToken, newcomer, PASSWORD, type Tokens } from './people.ts';
import { switchSecondStepOn } from './second-step.ts';
import { createTestApp, type TestApp } from './test-app.ts';
import { beginTotp, confirmTotp, type Device, setUpTotp } from './totp.ts';
import { type Authenticator, createAuthenticator } from './virtual-authenticator.ts';

const HOUR = 3_600_000;

/** A person and what they have to prove who they are. */
export type Person = Tokens & {
  email: string;
  password: string;
  device?: Device;
  authenticator?: Authenticator;
  recoveryCodes?: string[];
};

/** What a sign-in answers before it is complete. */
export type Step = {
  access_token?: string;
  otp_required?: true;
  mfa_token: string;
  methods: Method[];
  enrol?: Method[];
  passkey_options?: Parameters<Authenticator['get']>[0];
};
export type Method = 'email_otp' | 'password' | 'totp' | 'passkey' | 'recovery_code';

/** What an account may have been given, each a row. The password is there unless taken away. */
export const GIFTS = {
  mailed_code: async (_: TestApp, person: Person) => switchSecondStepOn(person.email),
  totp: async (app: TestApp, person: Person) => {
    person.device = await setUpTotp(app, person);
    person.recoveryCodes = person.device.recoveryCodes;
  },
  passkey: async (app: TestApp, person: Person) => {
    const { authenticator, recoveryCodes } = await addPasskey(app, person);
    person.authenticator = authenticator;
    // They come with the first factor.
    person.recoveryCodes ??= recoveryCodes;
  },
  no_password: async (_: TestApp, person: Person) =>
    editUsers('password_hash = null where email = ?', person.email),
} satisfies Record<string, (app: TestApp, person: Person) => Promise<unknown>>;
export type Gift = keyof typeof GIFTS;

/** Registers a person, as it was possible before the app's policy; each gift is in force. */
export async function personWith(app: TestApp, gifts: readonly Gift[]): Promise<Person> {
  const maker = createTestApp();
  const person: Person = { ...(await newcomer(maker)), password: PASSWORD };
  for (const gift of gifts) await GIFTS[gift](maker, person);
  const { device } = person;
  if (device !== undefined)
    person.device = { ...device, code: () => codeAt(device.secret, stepAt(app.clock())) };
  return person;
}

/** Every way in, each a row: what it proves, and its answer; null for those who cannot take it. */
export const WAYS: Record<
  string,
  { proof: Proof; take: (app: TestApp, person: Person) => Promise<Answer | null> }
> = {
  password: {
    proof: 'password',
    take: async ({ auth }, { email, password }) =>
      auth.login.$post({ json: { email, password, token_delivery: 'body' } }),
  },
  'mailed code': {
    proof: 'email_otp',
    take: async (app, { email }) => {
      await app.auth.otp.request.$post({ json: { email } });
      const otp = await mailedCode(app, email);
      return app.auth.otp.verify.$post({ json: { email, otp, token_delivery: 'body' } });
    },
  },
  'mailed link': {
    proof: 'email_link',
    take: async (app, { email, password }) => {
      await editUsers('email_verified_at = null where email = ?', email);
      await app.auth.email.resend.$post({ json: { email } });
      const token = await mailedToken(app, email);
      const verified = await app.auth.email.verify.$post({ json: { token, password } });
      const { exchange_token } = (await verified.json()) as { exchange_token?: string };
      if (exchange_token === undefined) return null;
      return app.auth['exchange-token'].$post({
        json: { exchange_token, token_delivery: 'body' },
      });
    },
  },
  'password reset': {
    proof: 'password',
    take: async (app, person) => {
      await app.auth.password.reset.$post({ json: { email: person.email } });
      const token = await mailedToken(app, person.email);
      person.password = `${PASSWORD}-${app.clock()}`;
      const json = { token, new_password: person.password };
      await app.auth.password.reset.confirm.$post({ json });
      return WAYS.password?.take(app, person) ?? null;
    },
  },
  'a passkey without a name': {
    proof: 'passkey',
    take: async (app, { authenticator }) =>
      authenticator === undefined ? null : tryPasskey(app, authenticator),
  },
};

/** Every second proof, each a row: its field. */
const PROVERS: Record<Method, (app: TestApp, person: Person, step: Step) => Promise<object>> = {
  email_otp: async (app, { email }) => {
    await app.deliverJobs();
    const mail = app.mails.findLast(({ to, codes }) => to === email && codes.length > 0);
    return { otp: mail?.codes[0] ?? '123456' };
  },
  password: async (_, { password }) => ({ password }),
  totp: async (_, { device }) => ({ otp: (await device?.code()) ?? '123456' }),
  recovery_code: async (_, { recoveryCodes }) => ({
    recovery_code: recoveryCodes?.shift() ?? 'AAAA',
  }),
  passkey: async (_, { authenticator }, { passkey_options: options }) => ({
    credential: (options && (await authenticator?.get(options))) ?? { id: 'AAAA' },
  }),
};

/** Gives one of the proofs that a step asks for. */
export async function give(
  app: TestApp,
  person: Person,
  step: Step,
  method: Method,
): Promise<Answer> {
  const proof = await PROVERS[method](app, person, step);
  const json = { mfa_token: step.mfa_token, token_delivery: 'body', ...proof };
  return app.post('/api/v1/auth/login/otp-verify', json);
}

/** Sets up one of the factors that a step asks for; answers as the last request of that. */
export const ENROLMENTS: Record<
  string,
  (app: TestApp, person: Person, step: Step) => Promise<Answer>
> = {
  password: async ({ auth }, person, { mfa_token: token }) =>
    auth.password.reset.confirm.$post({ json: { token, new_password: person.password } }),
  totp: async (app, _, { mfa_token }) => {
    const { id, code } = await beginTotp(app, mfa_token);
    return confirmTotp(app, mfa_token, id, await code());
  },
  passkey: async (app, _, { mfa_token }) =>
    offerPasskey(app, { access_token: mfa_token }, await createAuthenticator()),
};

/** Leaves time for mails and codes to be budgeted anew. */
export const later = (app: TestApp) => app.advance(HOUR);
