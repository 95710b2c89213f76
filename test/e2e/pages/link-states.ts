import { addTotp, call, enter, mailedLink, PASSWORD, signUp, tokenOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_EMAIL, pressed, type State, send } from './state.ts';
import type { Visitor } from './visitor.ts';

const DEAD = ['reset-password', 'unlock-account', 'change-email', 'undo-email-change'];
const DEAD_TOO = ['undo-factor-change', 'cancel-factor-removal'];

/** A link that was mailed to somebody new after they did something. */
async function linkAfter(site: Site, path: string, act: (email: string) => Promise<unknown>) {
  const { email } = await signUp(site);
  await act(email);
  return mailedLink(site, email, path);
}

const resetLink = (site: Site) =>
  linkAfter(site, '/reset-password', (email) => call(site, 'password/reset', { email }));

const unlockLink = (site: Site) =>
  linkAfter(site, '/unlock-account', async (email) => {
    const wrong = { email, password: 'wrong-Horse-7-battery' };
    for (let tries = 0; tries < 5; tries++) await call(site, 'login', wrong).catch(() => undefined);
  });

const factorLink = (site: Site) =>
  linkAfter(site, '/undo-factor-change', (email) => addTotp(site, email));

async function changeEmail(site: Site): Promise<{ old: string; fresh: string }> {
  const { email } = await signUp(site);
  const token = await tokenOf(site, email);
  const fresh = `new.${email}`;
  await call(site, 'email/change', { new_email: fresh, password: PASSWORD }, { token });
  return { old: email, fresh };
}

/** The two states of a page that asks for one press: before and after it. */
const pressable = (name: string, linkOf: (site: Site) => Promise<string>): State[] => [
  { name, open: async ({ page }, site) => page.goto(await linkOf(site)) },
  {
    name: `${name}-done`,
    async open(visitor, site) {
      await visitor.page.goto(await linkOf(site));
      await pressed(visitor, 'main form button.go');
    },
  },
];

/**
 * Takes an app back as a stranger would, without the password: that waits, and can be cancelled.
 */
async function openCancellation({ page }: Visitor, site: Site): Promise<void> {
  const { email } = await signUp(site);
  await addTotp(site, email);
  await page.goto(await mailedLink(site, email, '/undo-factor-change'));
  await pressed({ page }, 'main form button.go');
  await page.goto(await mailedLink(site, email, '/cancel-factor-removal'));
}

/** What mailed links open, alive and dead, and how to get another one. */
export const linkStates: State[] = [
  { name: 'forgot-password', open: (visitor) => go(visitor, '/forgot-password') },
  {
    name: 'forgot-password-wrong',
    wrong: true,
    open: (visitor) => send(visitor, '/forgot-password', { email: 'maya' }),
  },
  {
    name: 'forgot-password-sent',
    open: (visitor) => send(visitor, '/forgot-password', { email: LONG_EMAIL }),
  },
  { name: 'reset-password', open: async ({ page }, site) => page.goto(await resetLink(site)) },
  {
    name: 'reset-password-wrong',
    wrong: true,
    async open(visitor, site) {
      await visitor.page.goto(await resetLink(site));
      await fill(visitor, { password: 'short', confirmation: 'other' });
    },
  },
  {
    name: 'reset-password-done',
    async open(visitor, site) {
      await visitor.page.goto(await resetLink(site));
      const password = 'another-Horse-8-battery';
      await fill(visitor, { password, confirmation: password });
    },
  },
  ...pressable('unlock-account', unlockLink),
  ...pressable('undo-factor-change', factorLink),
  ...pressable('change-email', async (site) => {
    const { fresh } = await changeEmail(site);
    return mailedLink(site, fresh, '/change-email');
  }),
  ...pressable('undo-email-change', async (site) => {
    const { old } = await changeEmail(site);
    return mailedLink(site, old, '/undo-email-change');
  }),
  { name: 'cancel-factor-removal', open: openCancellation },
  {
    name: 'cancel-factor-removal-done',
    async open(visitor, site) {
      await openCancellation(visitor, site);
      await pressed(visitor, 'main form button.go');
    },
  },
  ...[...DEAD, ...DEAD_TOO].map(
    (path): State => ({
      name: `${path}-dead`,
      open: (visitor) => go(visitor, `/${path}?token=x`),
    }),
  ),
];

/** Pages of errors. */
export const errorStates: State[] = [
  { name: 'root', open: (visitor) => go(visitor, '/') },
  { name: 'not-found', open: (visitor) => go(visitor, `/no/such/${'page-'.repeat(30)}`) },
  {
    name: 'too-many',
    async open(visitor) {
      for (let visits = 0; visits < 6; visits++) await go(visitor, '/forgot-password');
    },
  },
  {
    name: 'cookies-off',
    async open(visitor: Visitor) {
      await go(visitor, '/sign-in');
      await visitor.context.clearCookies({ name: 'browser' });
      await fill(visitor, { email_or_username: 'maya@example.com', password: 'secret' });
    },
  },
  {
    name: 'out-of-date',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, '/sign-out');
      await visitor.page.evaluate("document.querySelector('[name=csrf_token]').value = 'x.y'");
      await pressed(visitor, 'main form[method=post] button');
    },
  },
  {
    name: 'root-signed-in',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, '/');
    },
  },
];
