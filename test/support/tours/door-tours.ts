import { editUsers, giveRoles } from '../edit-users.ts';
import { passkeyOptionsIn } from '../page-passkeys.ts';
import {
  as,
  freshEmail,
  mailedCode,
  newcomer,
  PASSWORD,
  register,
  registerByMail,
  signIn,
  WRONG,
} from '../people.ts';
import { switchSecondStepOn } from '../second-step.ts';
import type { TestApp } from '../test-app.ts';
import { setUpTotp, signInWithTotp, wrongCode } from '../totp.ts';
import { createAuthenticator } from '../virtual-authenticator.ts';
import { codeOn } from './totp-page.ts';
import { fill, type Guide, leadOn, type Tour } from './tour.ts';

const NEW = 'another-Horse-8-battery';
const SIGN_UP = {
  display_name: 'Maya',
  terms_accepted: 'yes',
  privacy_policy_accepted: 'yes',
};
const named = (email: string, password = PASSWORD) => ({ email_or_username: email, password });

/** The latest mailed link to one of our pages, without its origin. */
async function mailedLink(app: TestApp, to: string, path: string): Promise<string> {
  const { links } = await app.lastMail(to, (mail) => mail.links.some((one) => one.includes(path)));
  const { pathname, search } = new URL(links[0] ?? 'missing:');
  return pathname + search;
}

async function signingIn({ app, browse, enter }: Guide) {
  const browser = browse();
  await browser.open('/');
  await fill(browser, '/sign-in', { email_or_username: '', password: '' }, '/sign-in');
  await fill(browser, '/sign-in', named(freshEmail(), WRONG), '/sign-in');
  const unverified = freshEmail();
  await app.auth.register.$post({ json: { email: unverified, password: PASSWORD } });
  await fill(browser, '/sign-in', named(unverified), '/sign-in');
  const paused = freshEmail();
  for (let tries = 0; tries < 5; tries++)
    await app.auth.login.$post({ json: { email: paused, password: WRONG } });
  await fill(browser, '/sign-in', named(paused, WRONG), '/sign-in');
  const closed = await register(app);
  await editUsers("status = 'disabled' where email = ?", closed);
  await fill(browser, '/sign-in', named(closed), '/sign-in');
  await fill(browser, '/sign-in', { credential: 'x' }, '/sign-in/passkey');
  await browser.open('/sign-in/passkey');
  await browser.open('/account/profile');
  await browser.open('/second-step');
  const { browser: inside } = await enter();
  await inside.open('/sign-in');
  await fill(inside, '/sign-out');
  await inside.open('/sign-in');
  await browser.open('/sign-out');
}

async function codes({ app, browse }: Guide) {
  const browser = browse();
  const email = await register(app);
  await browser.open('/sign-in/code/send');
  await fill(browser, '/sign-in/code', { email: 'maya' });
  await fill(browser, '/sign-in/code', { email: 'maya@' });
  const sent = await fill(browser, '/sign-in/code', { email });
  const empty = await browser.submit(sent, { otp: '' }, { action: '/sign-in/code' });
  const otp = await mailedCode(app, email);
  await browser.submit(empty, { otp: wrongCode(otp) }, { action: '/sign-in/code' });
  await browser.submit(sent, {}, { action: '/sign-in/code/send' });
}

async function signingUp({ app, browse }: Guide) {
  const browser = browse();
  await fill(browser, '/sign-up');
  const weak = ['short', 'password', 'aaaaaaaaaaaaaaa', 'abcdefghijklmnop', 'qwertyuiopasdf'];
  for (const password of [...weak, '19871987198719', 'x'.repeat(300), 'Understanding1'])
    await fill(browser, '/sign-up', { email: 'maya', ...SIGN_UP, password });
  const email = freshEmail();
  const sent = await fill(browser, '/sign-up', { email, ...SIGN_UP, password: PASSWORD });
  await browser.submit(sent, { otp: '000000' }, { action: '/sign-up/sent' });
  await browser.submit(sent, {}, { action: '/sign-up/resend' });
  await browse().open('/sign-up/sent');
  await fill(browser, '/sign-up/resend', { email: 'maya' });
  const link = await mailedLink(app, email, '/verify-email');
  await browser.open(link);
  await browse().open(link);
  await app.auth.register.$post({ json: { email, password: NEW } });
  const several = browse();
  const latest = await mailedLink(app, email, '/verify-email');
  const asked = await several.open(latest);
  const wrong = await several.submit(asked, { password: WRONG }, { press: 'yes' });
  await several.submit(wrong, { password: '' }, { press: 'yes' });
  const choose = await several.submit(asked, {}, { press: 'no' });
  await several.submit(choose, { password: NEW, confirmation: NEW });
  await several.open('/verify-email?token=x');
  await several.open(latest);
}

async function forgetting({ app, browse }: Guide) {
  const browser = browse();
  const email = await register(app);
  await fill(browser, '/forgot-password', { email: 'maya' });
  await fill(browser, '/forgot-password', { email });
  await browse().open('/forgot-password/sent');
  const link = await mailedLink(app, email, '/reset-password');
  const page = await browser.open(link);
  for (const password of ['', 'short', 'password1234', PASSWORD])
    await browser.submit(page, { password, confirmation: 'other' });
  await browser.submit(page, { password: NEW, confirmation: NEW });
  await browser.open(link);
}

/** Something that mails a link whose page asks for one press. */
const LINKS: Record<string, (app: TestApp) => Promise<string>> = {
  '/unlock-account': async (app) => {
    const email = await register(app);
    for (let tries = 0; tries < 5; tries++)
      await app.auth.login.$post({ json: { email, password: WRONG } });
    return email;
  },
  '/change-email': async (app) => {
    const person = await newcomer(app);
    const json = { new_email: freshEmail(), password: PASSWORD };
    await app.auth.email.change.$post({ json }, as(person));
    return json.new_email;
  },
  '/undo-email-change': async (app) => {
    const person = await newcomer(app);
    const json = { new_email: freshEmail(), password: PASSWORD };
    await app.auth.email.change.$post({ json }, as(person));
    return person.email;
  },
  '/undo-factor-change': async (app) => {
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    await app.auth.mfa[':id'].$delete(
      { param: { id: device.id } },
      as(await signInWithTotp(app, person.email, device)),
    );
    return person.email;
  },
  '/cancel-factor-removal': async (app) => {
    const person = await newcomer(app);
    await setUpTotp(app, person);
    const admin = await newcomer(app);
    await giveRoles(['user', 'admin'], { id: admin.user.id });
    await app.post(`/api/v1/admin/users/${person.user.id}/remove-factors`, {}, as(admin).headers);
    return person.email;
  },
};

async function mailedLinks({ app, browse }: Guide) {
  for (const [path, cause] of Object.entries(LINKS)) {
    const browser = browse();
    await browser.open(`${path}?token=x`);
    const link = await mailedLink(app, await cause(app), path);
    await browser.submit(await browser.open(link));
  }
  // The only factor, without the password: the removal waits, and the account says so.
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  const browser = browse();
  const link = await browser.open(await mailedLink(app, person.email, '/undo-factor-change'));
  await browser.submit(link, { password: WRONG });
  await browser.submit(link, { password: '' });
  const step = await fill(browser, '/sign-in', named(person.email), '/sign-in');
  await browser.submit(step, { otp: await device.code() }, { action: '/second-step' });
  await browser.open('/account/security');
}

async function secondStep({ app, browse }: Guide) {
  const email = await register(app);
  await switchSecondStepOn(email);
  const mailed = browse();
  const asked = await fill(mailed, '/sign-in', named(email), '/sign-in');
  await mailed.submit(asked, { otp: '000000' }, { action: '/second-step' });
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  const browser = browse();
  const step = await fill(browser, '/sign-in', named(person.email), '/sign-in');
  for (const by of ['totp', 'recovery_code', 'email_otp', 'passkey', 'password'])
    await browser.open(`/second-step?by=${by}`);
  await browser.submit(step, { otp: '' }, { action: '/second-step' });
  const otp = wrongCode(await device.code());
  for (let tries = 0; tries < 6; tries++)
    await browser.submit(step, { otp }, { action: '/second-step' });
  const lost = browse();
  await fill(lost, '/sign-in', named(person.email), '/sign-in');
  await fill(lost, '/second-step?by=recovery_code', {
    recovery_code: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA',
  });
}

/** Signs in with a mailed code to an account without a password. */
async function settingUp({ app, browse }: Guide) {
  const begin = async () => {
    const email = freshEmail();
    await app.auth.register.$post({ json: { email, password: PASSWORD } });
    await registerByMail(app, email);
    const browser = browse();
    const asked = await fill(browser, '/sign-in/code', { email });
    const otp = await mailedCode(app, email);
    return { browser, page: await browser.submit(asked, { otp }, { action: '/sign-in/code' }) };
  };
  const { browser, page } = await begin();
  await leadOn(browser, page, /set-up\/totp/);
  const scan = await fill(browser, '/second-step/set-up/totp');
  await browser.open(scan.url);
  const otp = await codeOn(app, scan);
  await browser.submit(scan, { otp: '' });
  await browser.submit(scan, { otp: wrongCode(otp) });
  await fill(browser, '/second-step/set-up/passkey', { credential: 'x' });
  await fill(browser, '/second-step/set-up/password', { password: 'short' });
  const done = await browser.submit(scan, { otp });
  await browser.open(done.url);
  await browse().open('/second-step/set-up');
  const { browser: other } = await begin();
  const make = await other.open('/second-step/set-up/passkey');
  const authenticator = await createAuthenticator();
  const options = passkeyOptionsIn<Parameters<typeof authenticator.create>[0]>(make.html, 'create');
  const credential = JSON.stringify(await authenticator.create(options));
  await other.submit(make, { credential });
}

async function stepUp({ app, enter, browse }: Guide) {
  const path = '/account/step-up?return_to=/account/security';
  const { browser } = await enter();
  app.advance(11 * 60_000);
  await fill(browser, path, { password: '' });
  const page = await fill(browser, path, { password: WRONG });
  for (let tries = 0; tries < 5; tries++) await browser.submit(page, { password: WRONG });
  const { email, browser: bare } = await enter();
  await editUsers('password_hash = null where email = ?', email);
  const sent = await fill(bare, path);
  await bare.submit(sent, { otp: '000000' }, { action: '/account/step-up' });
  await bare.open('/account/step-up/code');
  const person = await newcomer(app);
  const device = await setUpTotp(app, await signIn(app, person.email));
  const owner = browse();
  const step = await fill(owner, '/sign-in', named(person.email), '/sign-in');
  await owner.submit(step, { otp: await device.code() }, { action: '/second-step' });
  for (const by of ['totp', 'recovery_code', 'passkey']) await owner.open(`${path}&by=${by}`);
}

/** Signing in and up, second steps, and what mailed links open. */
export const doorTours: Tour[] = [
  { name: 'signing in and out', go: signingIn },
  { name: 'codes', go: codes },
  { name: 'signing up', go: signingUp },
  { name: 'forgetting a password', go: forgetting },
  { name: 'mailed links', env: { STAFF_SECOND_FACTOR: 'optional' }, go: mailedLinks },
  { name: 'the second step', go: secondStep },
  { name: 'setting up a second step', env: { LOGIN_SECOND_FACTOR: 'always' }, go: settingUp },
  { name: 'proving oneself again', go: stepUp },
];
