import { randomBytes } from 'node:crypto';
import { type Answer, type Call, cookieHeader, StepError, wanted } from './http.ts';
import type { Mailbox } from './mailbox.ts';

export const API = '/api/v1/auth';

/** The four people of the probe, by what is done to them. */
export const ROLES = ['sessions', 'codes', 'locks', 'resets'] as const;
export type Role = (typeof ROLES)[number];

/** An account of the probe. */
export type Person = {
  email: string;
  password: string;
  isVerified: boolean;
  /** The answer to the registration; null while nobody knows what came of it. */
  registered: Answer | null;
  /** What the registration's mail holds, until it is used. */
  proof: { code: string; token: string };
  /** The cookie of a known device, once somebody signed in. */
  device: string;
  /** The tokens of the latest sign-in and of the first, which remove the account; empty before. */
  access: string;
  first: string;
  /**
   * A second factor that must go first, a session from before it, and a recovery code that proves
   * the owner again.
   */
  factor?: { id: string; session: string; code: string };
  /** Of the verification, and when it came in epoch milliseconds. */
  exchange: { token: string; at: number } | null;
};

export type Session = {
  access: string;
  refresh: string;
  id: string;
  csrf: string;
  answer: Answer;
};

/** Fields of the sign-in besides its proof, and headers that come with it. */
export type How = { asked?: object; headers?: Record<string, string> };

export type People = ReturnType<typeof createPeople>;

/** Makes people when they are first needed. `addresses` contains `{id}`. */
export function createPeople(call: Call, mailbox: Mailbox, addresses: string) {
  const all = new Map<Role, Person>();
  const asked = new Map<Role, Promise<Person>>();

  /** An unused address. */
  const freshAddress = () => addresses.replace('{id}', randomBytes(6).toString('hex'));

  async function register(role: Role): Promise<Person> {
    const email = freshAddress();
    const password = `Probe-7-${randomBytes(12).toString('hex')}`;
    const proof = { code: '', token: '' };
    const unknown = { isVerified: false, proof, device: '', access: '', first: '' };
    const body = { email, password, terms_accepted: true, privacy_policy_accepted: true };
    const person: Person = { email, password, registered: null, exchange: null, ...unknown };
    // Before it is asked for: an answer that gets lost leaves an account too.
    all.set(role, person);
    person.registered = await call('POST', `${API}/register`, { body });
    if (person.registered.status !== 201) all.delete(role);
    wanted('register', person.registered, 201);
    const { code, token } = await mailbox.next(email, '/verify-email');
    person.proof = { code: code ?? '', token: token ?? '' };
    return person;
  }

  /** Notes a verification. Throws unless it succeeded. */
  function noteVerified(person: Person, answer: Answer): void {
    wanted('email/verify', answer);
    person.isVerified = true;
    const token = String(answer.body.exchange_token ?? '');
    if (token !== '') person.exchange = { token, at: Date.now() };
  }

  const registered = (role: Role): Promise<Person> => {
    const known = asked.get(role) ?? register(role);
    asked.set(role, known);
    return known;
  };

  /** Somebody with a verified address and a sign-in from a known device. */
  async function verified(role: Role): Promise<Person> {
    const person = await registered(role);
    if (!person.isVerified) {
      const body = { email: person.email, otp: person.proof.code };
      noteVerified(person, await call('POST', `${API}/email/verify`, { body }));
    }
    if (person.access === '') await signIn(person);
    return person;
  }

  /**
   * Signs in with the password, and with a mailed code where every sign-in has two steps. Throws
   * unless that succeeds.
   */
  async function signIn(person: Person, { asked = {}, headers = {} }: How = {}): Promise<Session> {
    const { email, password, device: cookie } = person;
    const send = async (path: string, proof: object) =>
      wanted(
        path,
        await call('POST', `${API}/${path}`, { body: { ...proof, ...asked }, cookie, headers }),
      );
    // So that no older code is taken for that of this sign-in.
    await mailbox.skip(email);
    const first = await send('login', { email, password });
    if (first.body.otp_required !== true) return noteSession(person, first);
    const { code: otp } = await mailbox.next(email, 'code');
    const step = { mfa_token: first.body.mfa_token, otp };
    return noteSession(person, await send('login/otp-verify', step));
  }

  return { all, freshAddress, registered, verified, noteVerified, signIn };
}

/** Reads a token answer and keeps what the person may need later. */
export function noteSession(person: Person, answer: Answer): Session {
  const { access_token: access, refresh_token: refresh = '', ...rest } = answer.body;
  if (typeof access !== 'string') throw new StepError('a second step was asked for');
  const device = cookieHeader(answer.cookies, /device_/);
  if (device !== '') person.device = device;
  person.access = access;
  person.first ||= access;
  const [id, csrf] = [String(rest.session_id), String(rest.csrf_token)];
  return { access, refresh: String(refresh), id, csrf, answer };
}
