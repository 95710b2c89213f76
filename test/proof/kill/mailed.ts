import { PATIENCE } from '../../e2e/until.ts';
import { codeIn, type TakenMail, tokenIn } from '../mail-server.ts';
import type { Person } from './person.ts';
import { note, noteMail } from './record.ts';

/** Mails of a kind that a device may ask for in an hour, less some that get lost on the way. */
const MOST_MAILS = 7;
/** Used codes that are tried again: five wrong ones would use up the lane. */
const MOST_CODES = 3;

const asked = new WeakMap<Person, Map<string, number>>();

/**
 * Asks for a mail by `request` and waits until it is there. Null if the request was refused, the
 * mail does not come, or as many were asked for as a person gets.
 */
async function mailAfter(
  person: Person,
  { to, subject }: { to: string; subject: string },
  request: () => ReturnType<Person['post']>,
): Promise<TakenMail | null> {
  const { world, record, problem } = person;
  const budget = asked.get(person) ?? new Map<string, number>();
  asked.set(person, budget);
  const spent = budget.get(subject) ?? 0;
  if (spent >= MOST_MAILS) return null;
  const pattern = new RegExp(`^${subject}$`);
  const known = world.mails.count(to, pattern);
  const answer = await request();
  budget.set(subject, spent + 1 + answer.lost);
  if (answer.status >= 300) {
    problem(`asking for “${subject}” is refused`, answer);
    return null;
  }
  noteMail(record, { to, subject }, answer);
  const mail = await world.mails.next(to, { subject: pattern, known, patience: PATIENCE });
  if (mail === null) problem(`no mail “${subject}”`, answer);
  return mail;
}

/**
 * Registers and signs in by the exchange token. False if a kill has used up what was mailed: the
 * next mail would be a minute away.
 */
export async function signUp(person: Person): Promise<boolean> {
  const { world, record, problem, post, enter } = person;
  const { email, password } = record;
  const subject = 'Confirm your email address for Latchkey';
  const mail = await mailAfter(person, { to: email, subject }, () =>
    post('/register', { email, password }),
  );
  if (mail === null) return false;
  const byLink = world.random.below(2) === 0;
  const proof = byLink ? { token: tokenIn(mail) } : { email, otp: codeIn(mail) };
  const verified = await post('/email/verify', { ...proof, password });
  if (verified.status !== 200) {
    if (verified.lost === 0) problem('a verification is refused', verified);
    const entered = await enter('/login', { email, password });
    if (entered.status === 200) return true;
    if (entered.body.code !== 'email_not_verified') problem('a newcomer is refused', entered);
    return verifyAgain(person);
  }
  if (byLink) record.links.push({ path: '/email/verify', json: { ...proof, password } });
  const json = { exchange_token: verified.body.exchange_token };
  const entered = await enter('/exchange-token', json);
  if (entered.status === 200) record.links.push({ path: '/exchange-token', json });
  else if (entered.lost === 0) problem('an exchange is refused', entered);
  else await person.signIn();
  return true;
}

/** What a person does whose code was used up by a request that died. */
async function verifyAgain(person: Person): Promise<boolean> {
  const { record, problem, post } = person;
  const { email, password } = record;
  person.world.connection.noteSpent('verification');
  const subject = 'Confirm your email address for Latchkey';
  const mail = await mailAfter(person, { to: email, subject }, () =>
    post('/email/resend', { email }),
  );
  if (mail === null) return false;
  const verified = await post('/email/verify', { token: tokenIn(mail), password });
  if (verified.status !== 200 && verified.lost === 0) problem('a resent link is refused', verified);
  if (verified.status !== 200) return false;
  await person.signIn();
  return true;
}

/** Signs in by a mailed code, which works once. */
export async function signInByCode(person: Person): Promise<void> {
  const { record, problem, post, enter } = person;
  const { email } = record;
  const mail = await mailAfter(
    person,
    { to: email, subject: 'Your code to sign in to Latchkey' },
    () => post('/otp/request', { email }),
  );
  if (mail === null) return person.signIn();
  const json = { email, otp: codeIn(mail) };
  const answer = await enter('/otp/verify', json);
  if (answer.status === 200) return noteCode(person, '/otp/verify', json);
  if (answer.lost === 0) problem('a code is refused', answer);
  await person.signIn();
}

const codesNoted = new WeakMap<Person, number>();

function noteCode(person: Person, path: string, json: object): void {
  const noted = codesNoted.get(person) ?? 0;
  codesNoted.set(person, noted + 1);
  if (noted < MOST_CODES) person.record.codes.push({ path, json });
}

/** Sets a new password by a mailed link or code, which works once. */
export async function resetPassword(person: Person, by: 'link' | 'code'): Promise<void> {
  const { record, problem, post, freshPassword } = person;
  const { email, counts } = record;
  const [ask, subject] =
    by === 'link'
      ? ['/password/reset', 'Reset your Latchkey password']
      : ['/forgot-password', 'Your code to reset your password for Latchkey'];
  const mail = await mailAfter(person, { to: email, subject }, () => post(ask, { email }));
  if (mail === null) return;
  const next = freshPassword();
  const path = by === 'link' ? '/password/reset/confirm' : '/password-reset';
  const json =
    by === 'link'
      ? { token: tokenIn(mail), new_password: next }
      : { email, otp: codeIn(mail), password: next };
  const answer = await post(path, json);
  const notice = { to: email, subject: 'Your Latchkey password was reset' };
  noteMail(record, notice, answer, answer.status === 200 ? 1 : 0);
  if (answer.status === 200) {
    note(counts.resets, answer);
    person.takePassword(next, null);
    if (by === 'link') record.links.push({ path, json });
    else noteCode(person, path, json);
    return person.signIn();
  }
  if (answer.lost === 0) return problem(`a reset by ${by} is refused`, answer);
  await person.findPassword(next, counts.resets);
}

/** Moves to another address, by the link that is mailed there. */
export async function changeEmail(person: Person, to: string): Promise<void> {
  const { record, problem, ask, post, usable, world } = person;
  // It wants a password of the last ten minutes, which a sign-in by code is not.
  await person.signIn();
  const device = usable().at(-1);
  if (device === undefined) return;
  const before = record.email;
  const json = { new_email: to, password: record.password };
  const subject = 'Confirm your new email address for Latchkey';
  const mail = await mailAfter(person, { to, subject }, () =>
    post('/email/change', json, device.access),
  );
  if (mail === null) return;
  const answer = await post('/email/change/confirm', { token: tokenIn(mail) });
  const isDone = answer.status === 200;
  note(record.counts.emails, answer, isDone ? 1 : 0);
  const notice = { to: before, subject: 'The email address of your Latchkey account was changed' };
  noteMail(record, notice, answer, isDone ? 1 : 0);
  if (isDone) record.links.push({ path: '/email/change/confirm', json: { token: tokenIn(mail) } });
  else if (answer.lost === 0) return problem('a change of address is refused', answer);
  const me = await ask('GET', '/me', { token: device.access });
  const now = String(me.body.email);
  if (me.status !== 200 || (isDone ? now !== to : ![before, to].includes(now)))
    return world.fault(`${before}: after a change to ${to}: ${me.status}, ${now}`);
  if (now !== to) return world.connection.noteSpent('address');
  record.email = to;
  record.formerEmail = before;
}
