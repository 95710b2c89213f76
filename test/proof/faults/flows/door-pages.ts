import { expect } from 'vitest';
import { editUsers } from '../../../support/edit-users.ts';
import { freshEmail, PASSWORD, WRONG } from '../../../support/people.ts';
import { wrongCode } from '../../../support/totp.ts';
import { openBrowser } from '../browser.ts';
import { defineFormFlow, defineOpening } from '../page-flow.ts';
import type { World } from '../world.ts';
import { aHolder, expectAppWorks, expectCodes, signsInWith } from './holders.ts';
import { aPersonWithTwoSteps, NEXT_PASSWORD } from './prepared.ts';
import {
  aGuest,
  aVisitor,
  codesOn,
  expectSignedIn,
  givePassword,
  PROFILE,
  SECOND_STEP,
  SIGN_IN,
  typeNextCode,
} from './visitors.ts';

const CODE = '/sign-in/code';
const SIGN_OUT = '/sign-out';
const SET_UP = '/second-step/set-up';
/** Every sign-in has two steps. */
const ALWAYS = { env: { LOGIN_SECOND_FACTOR: 'always' } };
/** A sign-in that is over begins anew. */
const OVER = '303 /sign-in';

const typed = (email: string, password = PASSWORD) => ({
  action: SIGN_IN,
  fields: { email_or_username: email, password },
});
/** Someone who asked for a code on the page. */
async function aReader(world: World) {
  const visitor = await aVisitor(world, CODE);
  const { browser, email } = visitor;
  const page = await browser.submit(visitor.page, { email }, { action: `${CODE}/send` });
  return { ...visitor, page, otp: await world.mailedCode(email) };
}
/** Someone with an app who gave their password on the page. */
async function aHalf(world: World) {
  const held = await aHolder(world);
  const browser = openBrowser(world);
  const { email } = held.person;
  const page = await givePassword(browser, email, '/account/data');
  return { ...held, email, browser, page, otp: await held.app.code() };
}
/** Someone whose second step is mailed, and who gave their password on the page. */
async function aMailedHalf(world: World) {
  const { ids, person } = await aPersonWithTwoSteps(world);
  const browser = openBrowser(world);
  const page = await givePassword(browser, person.email);
  return { ids, email: person.email, browser, page, otp: await world.mailedCode(person.email) };
}
/** Someone who registered on the page, in the browser that did. */
async function aNewcomer(world: World) {
  const browser = openBrowser(world);
  const email = freshEmail();
  const form = await browser.open('/sign-up');
  const page = await browser.submit(form, { email, password: PASSWORD }, { action: '/sign-up' });
  await world.deliver();
  return { ids: [await world.idOf(email)], email, browser, page };
}

/** Someone without a password, whose sign-in has to set something up. */
async function aHalfWithoutFactor(world: World) {
  const visitor = await aVisitor(world, CODE);
  const { browser, email } = visitor;
  await editUsers('password_hash = null where email = ?', email);
  const asked = await browser.submit(visitor.page, { email }, { action: `${CODE}/send` });
  const otp = await world.mailedCode(email);
  return { ...visitor, page: await browser.submit(asked, { otp }, { action: CODE }) };
}

export const DOOR_PAGES = [
  defineFormFlow({
    name: 'pages: sign in',
    page: '/sign-in',
    prepare: (world) => aVisitor(world, `${SIGN_IN}?return_to=/account/data`),
    form: (_, { email }) => typed(email),
    async expect(_, { browser }, last, arrived) {
      expect([last.at, arrived?.status]).toEqual(['/account/data', 200]);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: sign in by a wrong password',
    prepare: (world) => aVisitor(world),
    form: (_, { email }) => typed(email, WRONG),
    async expect(_, { browser, email }, last) {
      expect(last.status).toBe(401);
      expect(await browser.lives()).toBe(false);
      await givePassword(browser, email);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: ask for a sign-in code',
    page: '/sign-in/code/send',
    prepare: (world) => aVisitor(world, CODE),
    form: (_, { email }) => ({ action: `${CODE}/send`, fields: { email } }),
    async expect(world, { browser, email }, _, arrived) {
      const otp = await world.mailedCode(email);
      if (arrived === null) throw new Error('asking leads nowhere');
      await browser.submit(arrived, { otp }, { action: CODE });
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: sign in by code',
    page: '/sign-in/code',
    prepare: aReader,
    form: (_, { otp }) => ({ action: CODE, fields: { otp } }),
    // The code is used up.
    doneBefore: [401],
    async expect(world, { browser, email, otp }, { status }) {
      if (status === 303) expect(await browser.lives()).toBe(true);
      expect((await world.post('otp/verify', { email, otp })).status).toBe(401);
    },
  }),
  defineFormFlow({
    name: 'pages: sign in by a wrong code',
    prepare: aReader,
    form: (_, { otp }) => ({ action: CODE, fields: { otp: wrongCode(otp) } }),
    async expect(_, { browser, page, otp }, last) {
      expect(last.status).toBe(401);
      await browser.submit(page, { otp }, { action: CODE });
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: give the password of an account with an app',
    async prepare(world) {
      const held = await aHolder(world);
      const browser = openBrowser(world);
      return { ...held, browser, page: await browser.open(SIGN_IN) };
    },
    form: (_, { person: { email } }) => typed(email),
    async expect(_, { browser, app }, last, arrived) {
      expect([last.at, await browser.lives()]).toEqual([SECOND_STEP, false]);
      if (arrived === null) throw new Error('a password leads nowhere');
      await browser.submit(arrived, { otp: await app.code() }, { action: SECOND_STEP });
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: take the second step by an app',
    page: '/second-step',
    prepare: aHalf,
    form: (_, { otp }) => ({ action: SECOND_STEP, fields: { otp } }),
    // The code is used up: a sign-in is begun anew.
    doneBefore: [401],
    async expect(world, state, last) {
      const { person, app, otp, browser } = state;
      if (last.status === 303)
        expect([last.at, await browser.lives()]).toEqual(['/account/data', true]);
      expect(await signsInWith(world, person, { otp })).toBe(401);
      await expectAppWorks(world, { person, app });
    },
  }),
  defineFormFlow({
    name: 'pages: take the second step by a recovery code',
    async prepare(world) {
      const half = await aHalf(world);
      return { ...half, page: await half.browser.open(`${SECOND_STEP}?by=recovery_code`) };
    },
    form: (_, { codes: [recovery_code = ''] }) => ({
      action: SECOND_STEP,
      fields: { by: 'recovery_code', recovery_code },
    }),
    // The code is used up: a sign-in is begun anew.
    doneBefore: [401],
    async expect(world, { person, browser, codes: [first, second] }, last) {
      if (last.status === 303) expect(await browser.lives()).toBe(true);
      expect(await signsInWith(world, person, { recovery_code: first })).toBe(401);
      expect(await signsInWith(world, person, { recovery_code: second })).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'pages: take the second step by mail',
    prepare: aMailedHalf,
    form: (_, { otp }) => ({ action: SECOND_STEP, fields: { otp } }),
    doneBefore: [401],
    async expect(world, { browser, email }, { status }) {
      if (status === 303) expect(await browser.lives()).toBe(true);
      expect(await world.signsIn(email)).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'pages: sign up',
    page: '/sign-up',
    async prepare(world) {
      const browser = openBrowser(world);
      const page = await browser.open('/sign-up?return_to=/account/data');
      return { ids: [] as string[], browser, page, email: freshEmail() };
    },
    form: (_, { email }) => ({ action: '/sign-up', fields: { email, password: PASSWORD } }),
    async expect(world, { ids, browser, email }, last, arrived) {
      expect(last.at).toBe('/sign-up/sent');
      const otp = await world.mailedCode(email);
      if (arrived === null) throw new Error('a registration leads nowhere');
      const done = await browser.submit(arrived, { otp }, { action: '/sign-up/sent' });
      // A registration whose answer was lost left another browser behind: its password is due.
      if (done.url !== '/account/data')
        expect(done.url).toMatch(/^\/(?:sign-up\/sent|reset-password|sign-in)/);
      else expect(await browser.lives()).toBe(true);
      ids.push(await world.idOf(email));
    },
  }),
  defineFormFlow({
    name: 'pages: prove an address by its code',
    page: '/sign-up/sent',
    async prepare(world) {
      const newcomer = await aNewcomer(world);
      return { ...newcomer, otp: await world.mailedCode(newcomer.email) };
    },
    form: (_, { otp }) => ({ action: '/sign-up/sent', fields: { otp } }),
    doneBefore: [401],
    leadsOn: [OVER],
    async expect(world, state, last) {
      expect(await world.signsIn(state.email)).toBe(200);
      if (last.status === 303) await expectSignedIn(world, state, last);
    },
  }),
  defineFormFlow({
    name: 'pages: prove an address by its link',
    page: '/verify-email',
    async prepare(world) {
      const newcomer = await aNewcomer(world);
      const token = await world.mailedToken(newcomer.email);
      return { ...newcomer, page: await newcomer.browser.open(`/verify-email?token=${token}`) };
    },
    form: () => ({ action: '/verify-email' }),
    doneBefore: [401],
    // The address is proved: the page says so, and leads to signing in.
    madeAnyway: ['401 /verify-email'],
    leadsOn: [OVER],
    async expect(world, state, last) {
      expect(await world.signsIn(state.email)).toBe(200);
      if (last.status === 303) await expectSignedIn(world, state, last);
    },
  }),
  defineFormFlow({
    name: 'pages: ask for another verification',
    page: '/sign-up/resend',
    async prepare(world) {
      const newcomer = await aNewcomer(world);
      world.timeline.move(61_000);
      return { ...newcomer, page: await newcomer.browser.open('/sign-up/resend') };
    },
    form: (_, { email }) => ({ action: '/sign-up/resend', fields: { email } }),
    async expect(world, { browser, email }, last, arrived) {
      expect(last.at).toBe('/sign-up/sent');
      const otp = await world.mailedCode(email);
      if (arrived === null) throw new Error('asking leads nowhere');
      await browser.submit(arrived, { otp }, { action: '/sign-up/sent' });
      expect(await world.signsIn(email)).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'pages: ask for a new password',
    page: '/forgot-password',
    prepare: (world) => aVisitor(world, '/forgot-password'),
    form: (_, { email }) => ({ action: '/forgot-password', fields: { email } }),
    async expect(world, { browser, email }, last) {
      expect(last.at).toBe('/forgot-password/sent');
      const token = await world.mailedToken(email);
      const page = await browser.open(`/reset-password?token=${token}`);
      const fields = { password: NEXT_PASSWORD, confirmation: NEXT_PASSWORD };
      await browser.submit(page, fields, { action: '/reset-password' });
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'pages: choose a new password',
    page: '/reset-password',
    async prepare(world) {
      const visitor = await aVisitor(world);
      const { browser, email } = visitor;
      await world.post('password/reset', { email });
      const token = await world.mailedToken(email);
      return { ...visitor, page: await browser.open(`/reset-password?token=${token}`) };
    },
    form: () => ({
      action: '/reset-password',
      fields: { password: NEXT_PASSWORD, confirmation: NEXT_PASSWORD },
    }),
    doneBefore: [401],
    madeAnyway: [400, 401, '401 /reset-password'],
    async expect(world, { email }) {
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
      expect(await world.signsIn(email)).toBe(401);
    },
  }),
  defineFormFlow({
    name: 'pages: unlock',
    page: '/unlock-account',
    async prepare(world) {
      const visitor = await aVisitor(world);
      const { browser, email } = visitor;
      for (let count = 0; count < 5; count++) await world.signsIn(email, WRONG);
      const token = await world.mailedToken(email);
      return { ...visitor, page: await browser.open(`/unlock-account?token=${token}`) };
    },
    form: () => ({ action: '/unlock-account' }),
    doneBefore: [401],
    expect: async (world, { email }) => expect(await world.signsIn(email)).toBe(200),
  }),
  defineFormFlow({
    name: 'pages: sign out',
    page: '/sign-out',
    async prepare(world) {
      const guest = await aGuest(world, SIGN_OUT);
      return { ...guest, former: guest.browser.copy() };
    },
    form: () => ({ action: SIGN_OUT }),
    // The session has ended: the page says that nobody is signed in.
    madeAnyway: [`200 ${SIGN_OUT}`],
    async expect(world, { browser, former, email }) {
      expect([await browser.lives(), await former.lives()]).toEqual([false, false]);
      expect(await world.signsIn(email)).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'pages: set up an app during a sign-in',
    page: '/second-step/set-up/totp/:id',
    world: ALWAYS,
    async prepare(world) {
      const half = await aHalfWithoutFactor(world);
      const page = await half.browser.submit(await half.browser.open(`${SET_UP}/totp`));
      return { ...half, page, typed: { otp: '' } };
    },
    form: (world, state) => typeNextCode(world, state),
    // It is added: the sign-in asks for its code, or begins anew.
    doneBefore: [`303 ${SET_UP}`, `303 ${SECOND_STEP}`],
    madeAnyway: ['200 /sign-in', `200 ${SECOND_STEP}`, `200 ${SET_UP}`],
    async expect(_, { ids: [id = ''], browser }, last, arrived) {
      if (last.at !== `${SECOND_STEP}/codes` || arrived === null) return;
      await expectCodes({ user: { id } }, codesOn(arrived));
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: choose a first password during a sign-in',
    page: '/second-step/set-up/password',
    world: ALWAYS,
    async prepare(world) {
      const half = await aHalfWithoutFactor(world);
      return { ...half, page: await half.browser.open(`${SET_UP}/password`) };
    },
    form: () => ({ action: `${SET_UP}/password`, fields: { password: NEXT_PASSWORD } }),
    doneBefore: [`303 ${SECOND_STEP}`],
    madeAnyway: ['200 /sign-in', `200 ${SECOND_STEP}`],
    async expect(world, { browser, email }, { status, at }) {
      if (status === 303 && at === PROFILE) expect(await browser.lives()).toBe(true);
      expect(await world.signsIn(email, NEXT_PASSWORD)).toBe(200);
    },
  }),
  defineOpening({
    name: 'pages: open the second step',
    prepare: aHalf,
    path: SECOND_STEP,
    async expect(_, { browser, otp }, last) {
      expect(last.status).toBe(200);
      await browser.submit(await browser.open(SECOND_STEP), { otp }, { action: SECOND_STEP });
      expect(await browser.lives()).toBe(true);
    },
  }),
];
