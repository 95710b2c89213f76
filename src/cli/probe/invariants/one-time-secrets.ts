import { type Answer, wanted } from '../http.ts';
import type { Finding, Invariant, World } from '../invariant.ts';
import type { Wanted } from '../mailbox.ts';
import { API, noteSession } from '../people.ts';
import { raceOf } from './race.ts';
import { mailedStep } from './second-step.ts';

/** How a secret is used, and what to do with the one answer that succeeds. */
type Use = { path: string; body: object; keep?: (answer: Answer) => void };
/** A secret: `narrow` is how many uses the plan has where limits are narrow. */
type Secret = { name: string; operation: string; narrow: number; make: (w: World) => Promise<Use> };

/** Uses a secret in a race, and once more when it is over. */
async function race(world: World, { operation, narrow, make }: Secret): Promise<Finding> {
  const { path, body, keep } = await make(world);
  const use = () => world.call('POST', `${API}/${path}`, { body });
  return raceOf(world.routes.width(operation, narrow), use, keep);
}

/** Asks one of the routes that mail a secret, and returns what came. */
function askFor({ call, mailbox }: World, path: string, email: string, kind: Wanted) {
  const ask = async () => wanted(path, await call('POST', `${API}/${path}`, { body: { email } }));
  return mailbox.answerTo(ask, email, kind);
}

const newPassword = () => `Probe-8-${crypto.randomUUID()}`;

/** Their use proves the address of a new account. */
const PROOFS: Secret[] = [
  {
    name: 'verification-link',
    operation: 'verifyEmail',
    narrow: 4,
    make: async ({ people }) => {
      const person = await people.registered('sessions');
      const keep = (answer: Answer) => people.noteVerified(person, answer);
      return { path: 'email/verify', body: { token: person.proof.token }, keep };
    },
  },
  {
    name: 'exchange-token',
    operation: 'exchangeToken',
    narrow: 10,
    make: async ({ people }) => {
      const person = await people.registered('sessions');
      if (!person.isVerified) await people.verified('sessions');
      const body = { exchange_token: person.exchange?.token ?? '' };
      // Where every sign-in has two steps, it is the first of them.
      const keep = (answer: Answer) =>
        void (answer.body.otp_required === true || noteSession(person, answer));
      return { path: 'exchange-token', body, keep };
    },
  },
  {
    name: 'verification-code',
    operation: 'verifyEmail',
    narrow: 4,
    make: async ({ people }) => {
      const person = await people.registered('codes');
      const keep = (answer: Answer) => people.noteVerified(person, answer);
      const body = { email: person.email, otp: person.proof.code };
      return { path: 'email/verify', body, keep };
    },
  },
];

const MAILED: Secret[] = [
  {
    name: 'sign-in-code',
    operation: 'signInWithCode',
    narrow: 10,
    make: async (world) => {
      const { email } = await world.people.verified('codes');
      const { code: otp } = await askFor(world, 'otp/request', email, 'code');
      return { path: 'otp/verify', body: { email, otp } };
    },
  },
  {
    name: 'mfa-code',
    operation: 'finishSignIn',
    narrow: 8,
    make: async (world) => {
      const { token, code } = await mailedStep(world);
      return { path: 'login/otp-verify', body: { mfa_token: token, otp: code } };
    },
  },
  {
    name: 'reset-link',
    operation: 'resetPassword',
    narrow: 10,
    make: async (world) => {
      const person = await world.people.verified('resets');
      const { email } = person;
      const { token } = await askFor(world, 'password/reset', email, '/reset-password');
      const password = newPassword();
      const keep = () => void Object.assign(person, { password });
      return { path: 'password/reset/confirm', body: { token, new_password: password }, keep };
    },
  },
  {
    name: 'reset-code',
    operation: 'resetPasswordWithCode',
    narrow: 7,
    make: async (world) => {
      const person = await world.people.verified('locks');
      const { email } = person;
      const { code } = await askFor(world, 'forgot-password', email, 'code');
      const password = newPassword();
      const keep = () => void Object.assign(person, { password });
      return { path: 'password-reset', body: { email, otp: code, password }, keep };
    },
  },
];

const toInvariant = (secret: Secret): Invariant => ({
  name: `single-use-${secret.name}`,
  expected: '1 success',
  measure: (world) => race(world, secret),
});

export const proofInvariants: Invariant[] = PROOFS.map(toInvariant);
export const mailedSecretInvariants: Invariant[] = MAILED.map(toInvariant);
