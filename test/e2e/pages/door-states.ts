import { call, enter, freshEmail, mailedLink, PASSWORD, signUp } from './people.ts';
import { fill, go, LONG_EMAIL, pressed, type State, send } from './state.ts';
import type { Visitor } from './visitor.ts';

const SIGN_IN = 'email_or_username';

/** Fills the door's form in, by default with a wrong password. */
export const signIn = (visitor: Visitor, email: string, password = 'wrong-Horse-7-battery') =>
  send(visitor, '/sign-in', { [SIGN_IN]: email, password });

const page = (name: string, path: string): State => ({
  name,
  open: (visitor) => go(visitor, path),
});

/** Signing in with one step, and out. */
export const signInStates: State[] = [
  page('sign-in', '/sign-in'),
  { name: 'sign-in-without-script', script: false, open: (visitor) => go(visitor, '/sign-in') },
  { name: 'sign-in-wrong', wrong: true, open: (visitor) => signIn(visitor, freshEmail()) },
  { name: 'sign-in-empty', wrong: true, open: (visitor) => signIn(visitor, '', '') },
  {
    name: 'sign-in-wrong-long',
    wrong: true,
    open: (visitor) => signIn(visitor, LONG_EMAIL),
  },
  {
    name: 'sign-in-paused',
    wrong: true,
    async open(visitor, site) {
      const wrong = { email: freshEmail(), password: 'wrong-Horse-7-battery' };
      for (let tries = 0; tries < 5; tries++)
        await call(site, 'login', wrong).catch(() => undefined);
      await signIn(visitor, wrong.email);
    },
  },
  {
    name: 'sign-in-too-often',
    async open(visitor) {
      const email = freshEmail();
      for (let tries = 0; tries < 6; tries++) await signIn(visitor, email);
    },
  },
  {
    name: 'sign-in-unverified',
    wrong: true,
    async open(visitor, site) {
      const { email } = await signUp(site, { verified: false });
      await signIn(visitor, email, PASSWORD);
    },
  },
  page('sign-in-code', '/sign-in/code'),
  {
    name: 'sign-in-code-no-address',
    wrong: true,
    open: (visitor) => send(visitor, '/sign-in/code', { email: 'maya' }),
  },
  {
    name: 'sign-in-code-sent',
    open: (visitor) => send(visitor, '/sign-in/code', { email: LONG_EMAIL }),
  },
  {
    name: 'sign-in-code-wrong',
    wrong: true,
    async open(visitor) {
      await send(visitor, '/sign-in/code', { email: freshEmail() });
      await fill(visitor, { otp: '000000' }, 'form[action="/sign-in/code"] .go');
    },
  },
  {
    name: 'sign-in-already',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, '/sign-in');
    },
  },
  {
    name: 'sign-out',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, '/sign-out');
    },
  },
  {
    name: 'sign-out-done',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await send(visitor, '/sign-out');
    },
  },
  page('sign-out-not-in', '/sign-out'),
  page('second-step-without-sign-in', '/second-step'),
  page('account-signed-out', '/account/profile'),
];

/** Signing up, and what is mailed then. */
export const signUpStates: State[] = [
  page('sign-up', '/sign-up'),
  { name: 'sign-up-empty', wrong: true, open: (visitor) => send(visitor, '/sign-up') },
  {
    name: 'sign-up-wrong',
    wrong: true,
    open: (visitor) =>
      send(visitor, '/sign-up', { email: 'maya', display_name: 'Maya', password: 'short' }),
  },
  {
    name: 'sign-up-strong',
    async open(visitor) {
      await go(visitor, '/sign-up');
      await visitor.page.fill('[name=password]', PASSWORD);
    },
  },
  {
    name: 'sign-up-sent',
    open: (visitor) => register(visitor, LONG_EMAIL.replace('xx', `${Date.now()}`.slice(-2))),
  },
  {
    name: 'sign-up-sent-wrong-code',
    wrong: true,
    async open(visitor) {
      await register(visitor, freshEmail());
      await fill(visitor, { otp: '000000' }, 'form[action="/sign-up/sent"] .go');
    },
  },
  {
    name: 'sign-up-sent-again',
    async open(visitor) {
      await register(visitor, freshEmail());
      await pressed(visitor, 'form[action="/sign-up/resend"] button');
    },
  },
  page('sign-up-sent-unknown', '/sign-up/sent'),
  page('sign-up-resend', '/sign-up/resend'),
  {
    name: 'sign-up-resend-wrong',
    wrong: true,
    open: (visitor) => send(visitor, '/sign-up/resend', { email: 'maya' }),
  },
  {
    name: 'verify-email',
    async open(visitor, site) {
      const email = freshEmail();
      await register(visitor, email);
      await visitor.page.goto(await mailedLink(site, email, '/verify-email'));
    },
  },
  {
    name: 'verify-email-elsewhere',
    async open(visitor, site) {
      const { email } = await signUp(site, { verified: false });
      await visitor.page.goto(await mailedLink(site, email, '/verify-email'));
    },
  },
  {
    name: 'verify-email-several',
    async open(visitor, site) {
      const { email } = await signUp(site, { verified: false });
      await signUp(site, { verified: false, email });
      await visitor.page.goto(await mailedLink(site, email, '/verify-email'));
    },
  },
  page('verify-email-dead', '/verify-email?token=x'),
];

/** Fills the form of a registration in. */
export const register = (visitor: Visitor, email: string) =>
  send(visitor, '/sign-up', {
    email,
    display_name: 'Maya Lindqvist',
    password: PASSWORD,
    terms_accepted: 'tick',
    privacy_policy_accepted: 'tick',
  });
