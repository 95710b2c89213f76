import { expect } from 'vitest';
import { codeAt, stepAt } from '../../../../src/second-step/totp/one-time-passwords.ts';
import { freshEmail, PASSWORD } from '../../../support/people.ts';
import { shownCodes } from '../../../support/shown-codes.ts';
import { openBrowser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { expectAppWorks, expectCodes, signsInWith, toFreshStep } from './holders.ts';
import { NEXT_PASSWORD } from './prepared.ts';
import { countOf } from './social.ts';
import {
  aFreshGuest,
  aGuest,
  codesOn,
  givePassword,
  keyOn,
  PROFILE,
  SECURITY,
  typeNextCode,
} from './visitors.ts';

const STEP_UP = '/account/step-up';
const SESSIONS = '/account/sessions';
const ERASE = '/account/data/erase';
const CODES = `${SECURITY}/recovery-codes`;
const TOTP = `${SECURITY}/totp`;
const OVER = '303 /sign-in';
const MINUTE = 60_000;

/** The same, whose proof is too old for what they want to do. */
async function aLateGuest(world: World) {
  const guest = await aGuest(world, PROFILE);
  world.timeline.move(11 * MINUTE);
  return { ...guest, page: await guest.browser.open(`${STEP_UP}?return_to=/account/data`) };
}
/** Someone with an app, whose proof is too old. */
async function aLateHolder(world: World) {
  const guest = await aFreshGuest(world, PROFILE);
  world.timeline.move(11 * MINUTE);
  toFreshStep(world);
  const page = await guest.browser.open(`${STEP_UP}?return_to=/account/data`);
  return { ...guest, page, otp: await guest.app.code() };
}
/** Someone who is signed in elsewhere too. */
async function twoPlaces(world: World, path = SESSIONS) {
  const guest = await aGuest(world, PROFILE);
  const other = await world.signIn(guest.email);
  await world.wait(0);
  return { ...guest, other, page: await guest.browser.open(path) };
}
/** Pages that show what there is, and change nothing. */
const opens = (name: string, path: string, shows: RegExp) =>
  defineOpening({
    name: `pages: ${name}`,
    prepare: (world) => aGuest(world, PROFILE),
    path,
    async expect(_, { browser }, last) {
      expect(last.text).toMatch(shows);
      expect(await browser.lives()).toBe(true);
    },
  });

export const ACCOUNT_PAGES = [
  opens('open the profile', PROFILE, /Profile/),
  opens('open security', SECURITY, /Authenticator app/),
  opens('open the sessions', SESSIONS, /This device/),
  opens('open the activity', '/account/activity', /Signed in/),
  opens('download everything', '/account/data/download', /"email"/),
  opens('open a page that wants a fresh proof', `${PROFILE}/email`, /password/i),
  defineFormFlow({
    name: 'pages: step up by password',
    page: '/account/step-up',
    prepare: aLateGuest,
    form: () => ({ action: STEP_UP, fields: { password: PASSWORD } }),
    async expect(_, { browser }, last) {
      expect(last.at).toBe('/account/data');
      expect((await browser.look('/account/data/download')).status).toBe(200);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: step up by an app',
    prepare: aLateHolder,
    form: (_, { otp }) => ({ action: STEP_UP, fields: { otp } }),
    // The code is used up, and the answer with the new cookies is lost.
    doneBefore: [401],
    async expect(world, { browser, person, app, otp }, last) {
      expect(await signsInWith(world, person, { otp })).toBe(401);
      if (last.status === 303) {
        expect((await browser.look('/account/data/download')).status).toBe(200);
        expect(await browser.lives()).toBe(true);
      }
      await expectAppWorks(world, { person, app });
    },
  }),
  defineFormFlow({
    name: 'pages: change a name',
    page: '/account/profile',
    prepare: (world) => aGuest(world, PROFILE),
    form: () => ({ action: PROFILE, fields: { display_name: 'Ada Lovelace' } }),
    async expect(_, { browser }, last, arrived) {
      expect([last.at, arrived?.forms[0]?.fields.display_name]).toEqual([PROFILE, 'Ada Lovelace']);
      expect(arrived?.statuses).toHaveLength(1);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: choose a username',
    page: '/account/profile/username',
    async prepare(world) {
      const guest = await aGuest(world, `${PROFILE}/username`);
      return { ...guest, username: `n${guest.email.split('@')[0]?.replaceAll('-', '')}` };
    },
    form: (_, { username }) => ({ action: `${PROFILE}/username`, fields: { username } }),
    async expect(world, { browser, username }, last) {
      expect(last.at).toBe(PROFILE);
      expect(await world.signsIn(username)).toBe(200);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: end another session',
    page: '/account/sessions',
    prepare: (world) => twoPlaces(world),
    form: (_, { other }) => ({ action: SESSIONS, press: other.session_id }),
    // It is ended already: the page says that it is not there, and what is.
    doneBefore: [404],
    madeAnyway: [404, `200 ${SESSIONS}`],
    async expect(world, { browser, other }) {
      expect(await world.lives(other)).toBe(false);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: end all other sessions',
    page: '/account/sessions/end-others',
    prepare: (world) => twoPlaces(world, `${SESSIONS}/end-others`),
    form: () => ({ action: `${SESSIONS}/end-others` }),
    // There are no others any more, and the page says so.
    madeAnyway: [`200 ${SESSIONS}/end-others`],
    async expect(world, { browser, other }) {
      expect(await world.lives(other)).toBe(false);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: change the password',
    page: '/account/security/password',
    prepare: (world) => twoPlaces(world, `${SECURITY}/password`),
    form: () => ({
      action: `${SECURITY}/password`,
      fields: { old_password: PASSWORD, new_password: NEXT_PASSWORD },
    }),
    // The token that this browser holds is replaced, and nobody got the new one.
    doneBefore: [OVER],
    // The same, or the old password is no longer the present one.
    madeAnyway: ['200 /sign-in', 401],
    async expect(world, { browser, email, other }, { at = SECURITY }) {
      expect(await browser.lives()).toBe(at === SECURITY);
      expect(await world.lives(other)).toBe(false);
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
      expect(await world.signsIn(email)).toBe(401);
    },
  }),
  defineFormFlow({
    name: 'pages: end sessions that look strange',
    page: '/account/activity/secure',
    prepare: (world) => twoPlaces(world, '/account/activity/secure'),
    form: () => ({ action: '/account/activity/secure' }),
    async expect(world, { browser, other }) {
      expect(await world.lives(other)).toBe(false);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: remove an app',
    page: '/account/security/totp/:id/remove',
    async prepare(world) {
      const guest = await aFreshGuest(world, SECURITY);
      return { ...guest, page: await guest.browser.open(`${TOTP}/${guest.app.id}/remove`) };
    },
    form: (_, { app }) => ({ action: `${TOTP}/${app.id}/remove` }),
    madeAnyway: [`200 ${SECURITY}`],
    async expect(world, { browser, email, app }) {
      expect(await countOf('user_factors where id = ?', app.id)).toBe(0);
      expect(await browser.lives()).toBe(true);
      const first = await world.post('login', { email, password: PASSWORD });
      expect([first.status, first.text.includes('otp_required')]).toEqual([200, false]);
    },
  }),
  defineFormFlow({
    name: 'pages: turn the mailed second step on',
    page: '/account/security/email-code',
    prepare: (world) => aGuest(world, `${SECURITY}/email-code`),
    form: () => ({ action: `${SECURITY}/email-code`, fields: { password: PASSWORD } }),
    async expect(world, { browser, email }, last) {
      expect(last.at).toBe(SECURITY);
      expect(await browser.lives()).toBe(true);
      const first = await world.post('login', { email, password: PASSWORD });
      expect(first.text).toContain('otp_required');
    },
  }),
  defineFormFlow({
    name: 'pages: ask to move to another address',
    page: '/account/profile/email',
    prepare: async (world) => ({ ...(await aGuest(world, `${PROFILE}/email`)), to: freshEmail() }),
    form: (_, { to }) => ({
      action: `${PROFILE}/email`,
      fields: { new_email: to, password: PASSWORD },
    }),
    async expect(world, { browser, to }, last) {
      expect(last.at).toBe(PROFILE);
      const token = await world.mailedToken(to);
      const page = await browser.open(`/change-email?token=${token}`);
      await browser.submit(page, {}, { action: '/change-email' });
      expect(await world.signsIn(to)).toBe(200);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: move to another address',
    page: '/change-email',
    async prepare(world) {
      const guest = await aGuest(world, `${PROFILE}/email`);
      const to = freshEmail();
      const fields = { new_email: to, password: PASSWORD };
      await guest.browser.submit(guest.page, fields, { action: `${PROFILE}/email` });
      const token = await world.mailedToken(to);
      return { ...guest, to, page: await guest.browser.open(`/change-email?token=${token}`) };
    },
    form: () => ({ action: '/change-email' }),
    doneBefore: [401],
    // The last step voids what was mailed before, this link too.
    madeAnyway: [401, '401 /change-email'],
    async expect(world, { browser, email, to }) {
      expect(await world.signsIn(to)).toBe(200);
      expect(await world.signsIn(email)).toBe(401);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: begin to set up an app',
    page: '/account/security/totp',
    prepare: (world) => aGuest(world, TOTP),
    form: () => ({ action: TOTP, fields: { label: 'Phone' } }),
    async expect(world, { browser, email }, { headers }, arrived) {
      if (arrived === null) throw new Error('an app is set up nowhere');
      const otp = await codeAt(keyOn(arrived), stepAt(world.app.clock()));
      const action = headers.get('Location') ?? '';
      const shown = await browser.submit(arrived, { otp }, { action });
      expect(codesOn(shown)).toHaveLength(10);
      expect((await world.post('login', { email, password: PASSWORD })).text).toContain('totp');
    },
  }),
  defineFormFlow({
    name: 'pages: confirm an app',
    page: '/account/security/totp/:id',
    async prepare(world) {
      const guest = await aGuest(world, TOTP);
      const page = await guest.browser.submit(guest.page, {}, { action: TOTP });
      return { ...guest, page, typed: { otp: '' } };
    },
    form: (world, state) => typeNextCode(world, state),
    // It is added: the way on leads to what is set up, where codes can be made anew.
    doneBefore: [`303 ${SECURITY}`],
    madeAnyway: [`200 ${SECURITY}`],
    async expect(world, { ids: [id = ''], browser, email }, last, arrived) {
      expect(await browser.lives()).toBe(true);
      expect((await world.post('login', { email, password: PASSWORD })).text).toContain('totp');
      if (last.at !== CODES || arrived === null) return;
      await expectCodes({ user: { id } }, codesOn(arrived));
    },
  }),
  defineFormFlow({
    name: 'pages: replace the recovery codes',
    page: '/account/security/recovery-codes',
    prepare: (world) => aFreshGuest(world, CODES),
    form: () => ({ action: CODES }),
    async expect(world, { person, browser, codes: [old] }, last, arrived) {
      if (arrived === null) throw new Error('codes are shown nowhere');
      await expectCodes(person, codesOn(arrived));
      expect(await signsInWith(world, person, { recovery_code: old })).toBe(401);
      expect(await browser.lives()).toBe(true);
      expect(last.at).toBe(CODES);
    },
  }),
  defineOpening({
    name: 'pages: look at new recovery codes',
    async prepare(world) {
      const guest = await aFreshGuest(world, CODES);
      await guest.browser.press(guest.page, { action: CODES });
      return guest;
    },
    path: CODES,
    async expect(_, { person }, last) {
      await expectCodes(person, shownCodes(last.text).slice(0, 10));
    },
  }),
  defineFormFlow({
    name: 'pages: erase the account',
    page: '/account/data/erase',
    prepare: async (world) => {
      const guest = await aGuest(world, ERASE);
      return { ...guest, former: guest.browser.copy() };
    },
    form: () => ({ action: ERASE, fields: { password: PASSWORD, sure: 'on' } }),
    doneBefore: [OVER],
    // It is gone, or the last step came so late that only the guard still knows of it.
    madeAnyway: [OVER, '200 /sign-in', 401],
    erases: true,
    async expect(world, { ids: [id = ''], browser, former, email }) {
      await world.wait(90_000);
      if (await world.isThere(id)) {
        // The guard closed late, after it was opened again: it opens by itself.
        await world.endClosing(id);
        const again = openBrowser(world);
        await givePassword(again, email);
        await again.submit(
          await again.open(ERASE),
          { password: PASSWORD, sure: 'on' },
          { action: ERASE },
        );
        await world.wait(90_000);
      }
      expect([await browser.lives(), await former.lives()]).toEqual([false, false]);
      expect(await world.signsIn(email)).toBe(401);
      expect(world.hasMail(email, /was erased/)).toBe(true);
    },
  }),
];
