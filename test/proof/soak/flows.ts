import { APP } from '../app.ts';
import { codeIn, tokenIn } from '../mail-server.ts';
import { type Api, type Caller, Unexpected } from './api.ts';
import { useApp } from './apps.ts';
import { useFactors } from './factors.ts';
import { useConsole, usePages } from './pages.ts';
import { DELIVERY, type Device, deviceIn, type Person, stepUp } from './person.ts';

/** Devices that a person keeps. */
const MOST_DEVICES = 5;
const freshPassword = () => `correct-Horse-7-${crypto.randomUUID()}`;
const freshEmail = () => `${crypto.randomUUID()}@example.com`;
const must = (holds: boolean, what: string) => {
  if (!holds) throw new Unexpected(what);
};

/** Signs up, verifies by link or code, and signs in by the exchange token. */
export async function signUp(api: Api, ip: string): Promise<Person> {
  const [email, password] = [freshEmail(), freshPassword()];
  const caller: Caller = { ip, cookies: new Map() };
  const subject = 'Confirm your email address for Latchkey';
  api.expectMail(email, subject);
  await api.ask(caller, 'POST', '/auth/register', { json: { email, password }, expect: 201 });
  const mail = await api.awaitMail(email, subject);
  const byLink = api.random.below(2) === 0;
  const json = byLink ? { token: tokenIn(mail) } : { email, otp: codeIn(mail) };
  const verified = await api.ask(caller, 'POST', '/auth/email/verify', { json });
  const { exchange_token } = verified.body;
  const { body } = await api.ask(caller, 'POST', '/auth/exchange-token', {
    json: { exchange_token, ...DELIVERY },
  });
  const id = body.user_id as string;
  return { ...caller, id, email, password, devices: [deviceIn(body)], secondStep: false, asked: 0 };
}

export async function signIn(api: Api, person: Person): Promise<void> {
  const { email, password } = person;
  const subject = 'Your code to finish signing in to Latchkey';
  if (person.secondStep) api.expectMail(email, subject);
  const json = { email, password, ...DELIVERY };
  const { body } = await api.ask(person, 'POST', '/auth/login', { json });
  must((body.otp_required === true) === person.secondStep, 'the second step is asked for wrongly');
  if (!person.secondStep) return void person.devices.push(deviceIn(body));
  const otp = codeIn(await api.awaitMail(email, subject));
  const { mfa_token } = body;
  const answer = await api.ask(person, 'POST', '/auth/login/otp-verify', {
    json: { mfa_token, otp, ...DELIVERY },
  });
  person.devices.push(deviceIn(answer.body));
}

/** By one tab, by several at once, or again after an answer that got lost. */
async function refresh(api: Api, person: Person, device: Device): Promise<void> {
  const json = { refresh: device.refresh };
  if (api.random.below(4) === 0) await api.hangUp(person, '/auth/token/refresh', json);
  const tabs = api.random.below(3) === 0 ? 4 : 1;
  const answers = await Promise.all(
    Array.from({ length: tabs }, () => api.ask(person, 'POST', '/auth/token/refresh', { json })),
  );
  for (const { body } of answers) Object.assign(device, deviceIn(body));
}

async function me(api: Api, person: Person, { access: token }: Device): Promise<void> {
  const { body } = await api.ask(person, 'GET', '/auth/me', { token });
  must(body.email === person.email, 'me is somebody else');
}

async function listSessions(api: Api, person: Person, { access: token }: Device): Promise<void> {
  const { body } = await api.ask(person, 'GET', '/auth/sessions', { token });
  const sessions = body.sessions as { is_active: boolean; client_id: string }[];
  // What apps have is listed too.
  const active = sessions.filter((one) => one.is_active && one.client_id !== APP.id);
  must(active.length === person.devices.length, `${active.length} sessions are listed`);
}

async function endOther(api: Api, person: Person, { access: token, id }: Device): Promise<void> {
  const [other] = person.devices.filter((one) => one.id !== id);
  if (other === undefined) return signIn(api, person);
  await api.ask(person, 'DELETE', `/auth/sessions/${other.id}`, { token });
  person.devices = person.devices.filter((one) => one !== other);
  await api.ask(person, 'GET', '/auth/me', { token: other.access, expect: 401 });
}

async function endOthers(api: Api, person: Person, device: Device): Promise<void> {
  await api.ask(person, 'POST', '/auth/sessions/terminate-all', { token: device.access });
  person.devices = [device];
}

async function signOut(api: Api, person: Person, device: Device): Promise<void> {
  const { access: token } = device;
  await api.ask(person, 'POST', '/auth/logout', { token });
  person.devices = person.devices.filter((one) => one !== device);
  await api.ask(person, 'GET', '/auth/me', { token, expect: 401 });
}

async function rename(api: Api, person: Person, { access: token }: Device): Promise<void> {
  const first_name = api.random.pick(['Ada', 'Grace', 'Joan', 'Mary']);
  const json = { first_name };
  const { body } = await api.ask(person, 'PATCH', '/auth/profile', { token, json });
  must(body.first_name === first_name, 'the name is another');
}

async function changePassword(api: Api, person: Person, device: Device): Promise<void> {
  const next = freshPassword();
  api.expectMail(person.email, 'Your Latchkey password was changed');
  const json = { old_password: person.password, new_password: next };
  const { body } = await api.ask(person, 'POST', '/auth/password/change', {
    token: device.access,
    json,
  });
  Object.assign(person, { password: next, devices: [deviceIn(body)] });
}

async function resetPassword(api: Api, person: Person): Promise<void> {
  const { email } = person;
  const byLink = api.random.below(2) === 0;
  const [path, subject] = byLink
    ? ['/auth/password/reset', 'Reset your Latchkey password']
    : ['/auth/forgot-password', 'Your code to reset your password for Latchkey'];
  api.expectMail(email, subject);
  await api.ask(person, 'POST', path, { json: { email } });
  const mail = await api.awaitMail(email, subject);
  const next = freshPassword();
  api.expectMail(email, 'Your Latchkey password was reset');
  await (byLink
    ? api.ask(person, 'POST', '/auth/password/reset/confirm', {
        json: { token: tokenIn(mail), new_password: next },
      })
    : api.ask(person, 'POST', '/auth/password-reset', {
        json: { email, otp: codeIn(mail), password: next },
      }));
  Object.assign(person, { password: next, devices: [] });
  await signIn(api, person);
}

async function signInByCode(api: Api, person: Person): Promise<void> {
  const { email, secondStep } = person;
  const subject = 'Your code to sign in to Latchkey';
  api.expectMail(email, subject);
  await api.ask(person, 'POST', '/auth/otp/request', { json: { email } });
  const otp = codeIn(await api.awaitMail(email, subject));
  const json = { email, otp, ...DELIVERY };
  const { body } = await api.ask(person, 'POST', '/auth/otp/verify', { json });
  if (!secondStep) return void person.devices.push(deviceIn(body));
  const { mfa_token } = body;
  const answer = await api.ask(person, 'POST', '/auth/login/otp-verify', {
    json: { mfa_token, password: person.password, ...DELIVERY },
  });
  person.devices.push(deviceIn(answer.body));
}

async function switchSecondStep(api: Api, person: Person, device: Device): Promise<void> {
  await stepUp(api, person, device);
  const enabled = !person.secondStep;
  const turned = enabled ? 'on' : 'off';
  api.expectMail(person.email, `Two-step sign-in was turned ${turned} for your Latchkey account`);
  await api.ask(person, 'PUT', '/auth/mfa/email', {
    token: device.access,
    json: { enabled, password: person.password },
  });
  person.secondStep = enabled;
}

async function changeEmail(api: Api, person: Person, device: Device): Promise<void> {
  await stepUp(api, person, device);
  const { access: token } = device;
  const { email: before, password } = person;
  const next = freshEmail();
  const subject = 'Confirm your new email address for Latchkey';
  const notice = 'The email address of your Latchkey account is about to change';
  api.expectMail(next, subject);
  api.expectMail(before, notice);
  const json = { new_email: next, password };
  await api.ask(person, 'POST', '/auth/email/change', { token, json });
  const mail = await api.awaitMail(next, subject);
  // After the change it would not be sent any more.
  await api.awaitMail(before, notice);
  api.expectMail(before, 'The email address of your Latchkey account was changed');
  await api.ask(person, 'POST', '/auth/email/change/confirm', { json: { token: tokenIn(mail) } });
  person.email = next;
}

async function exportAccount(api: Api, person: Person, device: Device): Promise<void> {
  await stepUp(api, person, device);
  const { access: token } = device;
  await api.ask(person, 'GET', '/auth/account/export', { token });
  await api.ask(person, 'GET', '/audit/logs', { token });
}

async function verifyToken(api: Api, person: Person, { access: token }: Device): Promise<void> {
  await api.ask(person, 'POST', '/auth/token/verify', { json: { token } });
}

async function failToSignIn(api: Api, person: Person): Promise<void> {
  const json = { email: person.email, password: 'wrong-Horse-7-battery' };
  await api.ask(person, 'POST', '/auth/login', { json, expect: 401 });
  await signIn(api, person);
}

type Flow = (api: Api, person: Person, device: Device) => Promise<void>;
/** How often each flow is done, of their sum. */
const FLOWS = new Map<Flow, number>([
  [signIn, 8],
  [refresh, 24],
  [me, 24],
  [listSessions, 6],
  [endOther, 4],
  [endOthers, 2],
  [signOut, 4],
  [rename, 6],
  [exportAccount, 2],
  [verifyToken, 4],
  [failToSignIn, 2],
  [usePages, 10],
  [useApp, 8],
]);
/** The same of those that mail. */
const MAILING = new Map<Flow, number>([
  [changePassword, 3],
  [resetPassword, 4],
  [signInByCode, 5],
  [switchSecondStep, 2],
  [changeEmail, 2],
  [useFactors, 2],
]);
const spread = (flows: Map<Flow, number>) =>
  [...flows].flatMap(([flow, often]) => Array.from({ length: often }, () => flow));
const QUIET_DICE = spread(FLOWS);
const DICE = [...QUIET_DICE, ...spread(MAILING)];
/** A device gets ten mails of a kind in an hour. */
const MOST_MAILS = 9;

/** One random thing. */
export async function act(api: Api, person: Person): Promise<void> {
  const { random } = api;
  const device = random.pick(person.devices);
  const isQuiet = person.asked >= MOST_MAILS;
  const flow = random.pick(isQuiet ? QUIET_DICE : DICE) ?? me;
  if (person.secondStep || MAILING.has(flow)) person.asked++;
  if (device === undefined) return signIn(api, person);
  if (person.devices.length > MOST_DEVICES) return endOthers(api, person, device);
  await flow(api, person, device);
}

/** Erases the account. Somebody else signs up afterwards. */
export async function leave(api: Api, person: Person): Promise<void> {
  if (person.devices.length === 0) await signIn(api, person);
  const token = person.devices[0]?.access;
  api.expectMail(person.email, 'Your Latchkey account was erased');
  const json = { password: person.password };
  await api.ask(person, 'DELETE', '/auth/account', { token, json });
  await api.ask(person, 'GET', '/auth/me', { token, expect: 401 });
}

/** What an administrator looks at and does, by the API and in the console. */
export async function administer(api: Api, admin: Person, about: Person): Promise<void> {
  const token = admin.devices[0]?.access;
  await api.ask(admin, 'GET', `/admin/users?query=${encodeURIComponent(about.email)}`, { token });
  await api.ask(admin, 'GET', `/admin/users/${about.id}`, { token });
  if (api.random.below(5) === 0) await api.ask(admin, 'GET', '/admin/stats', { token });
  await useConsole(api, admin, about);
}
