import { addKey } from '../passkey-page.ts';
import { addTotp, enter, PASSWORD, signUp, tokenOf, totpOf } from './people.ts';
import type { Site } from './site.ts';
import { expectAt, fill, go, LONG_NAME, pressed, type State, send } from './state.ts';
import type { Visitor } from './visitor.ts';

/** Signs somebody new in, with a name that no screen has room for. */
export async function enterLong(visitor: Visitor, site: Site): Promise<string> {
  const { email } = await signUp(site, { name: LONG_NAME.slice(0, 100) });
  await enter(visitor, email);
  return email;
}

/** A page of an account, as somebody with little in it sees it. */
const plain = (name: string, path = `/account/${name}`): State => ({
  name: `account-${name}`,
  async open(visitor, site) {
    await enterLong(visitor, site);
    await go(visitor, path);
  },
});

/** A form of an account that was sent with something wrong. */
const wrong = (
  name: string,
  path: string,
  fields: Record<string, string>,
  button?: string,
): State => ({
  name: `account-${name}-wrong`,
  wrong: true,
  async open(visitor, site) {
    await enterLong(visitor, site);
    await go(visitor, path);
    await fill(visitor, fields, button);
  },
});

const SECURITY = '/account/security';
const BAD = 'main form[method=post] button.bad';

/** Every page of an account: empty, full, wrong, and after something was done. */
export const accountStates: State[] = [
  plain('profile'),
  plain('email', '/account/profile/email'),
  plain('username', '/account/profile/username'),
  plain('security'),
  plain('password', `${SECURITY}/password`),
  plain('passkey-add', `${SECURITY}/passkeys/add`),
  plain('totp', `${SECURITY}/totp`),
  plain('recovery-codes', `${SECURITY}/recovery-codes`),
  plain('email-code', `${SECURITY}/email-code`),
  plain('sessions'),
  plain('end-others', '/account/sessions/end-others'),
  plain('activity'),
  plain('activity-secure', '/account/activity/secure'),
  plain('connections'),
  plain('data'),
  plain('erase', '/account/data/erase'),
  plain('not-found', '/account/no-such-page'),
  wrong('profile', '/account/profile', { display_name: 'x'.repeat(300) }),
  wrong('email', '/account/profile/email', { new_email: 'maya' }),
  wrong('username', '/account/profile/username', { username: '?' }),
  wrong('password', `${SECURITY}/password`, { new_password: 'short' }),
  wrong('erase', '/account/data/erase', {}, BAD),
  {
    name: 'account-profile-saved',
    async open(visitor, site) {
      await enterLong(visitor, site);
      await send(visitor, '/account/profile', { display_name: 'Maya' });
    },
  },
  {
    name: 'account-totp-scan',
    async open(visitor, site) {
      await enterLong(visitor, site);
      await send(visitor, `${SECURITY}/totp`, { label: LONG_NAME.slice(0, 40) });
    },
  },
  {
    name: 'account-totp-wrong',
    wrong: true,
    async open(visitor, site) {
      await enterLong(visitor, site);
      await send(visitor, `${SECURITY}/totp`);
      await fill(visitor, { otp: '000000' });
    },
  },
  {
    name: 'account-codes-shown',
    async open(visitor, site) {
      await enterLong(visitor, site);
      await addPasskey(visitor);
    },
  },
  {
    name: 'account-security-full',
    async open(visitor, site) {
      await enterLong(visitor, site);
      await addEveryFactor(visitor);
      await go(visitor, SECURITY);
    },
  },
  {
    name: 'account-stale-proof',
    async open(visitor, site) {
      const email = await enterLong(visitor, site);
      await addTotp(site, email);
      await go(visitor, `${SECURITY}/recovery-codes`);
    },
  },
  {
    name: 'account-sessions-many',
    async open(visitor, site) {
      const email = await enterLong(visitor, site);
      for (let others = 0; others < 2; others++) await tokenOf(site, email, LONG_NAME.slice(0, 90));
      await go(visitor, '/account/sessions');
    },
  },
  {
    name: 'account-dialog',
    async open(visitor, site) {
      const email = await enterLong(visitor, site);
      await tokenOf(site, email);
      await go(visitor, '/account/sessions');
      await visitor.page.click('[commandfor]');
    },
  },
  {
    name: 'account-erased',
    async open(visitor, site) {
      await enterLong(visitor, site);
      await go(visitor, '/account/data/erase');
      await fill(visitor, { password: PASSWORD, sure: 'tick' }, BAD);
    },
  },
];

/** Makes a passkey on a device that is there until `unplug` is called. */
async function addPasskey(visitor: Visitor) {
  const cdp = await visitor.context.newCDPSession(visitor.page);
  await cdp.send('WebAuthn.enable');
  const key = await addKey(cdp, 'internal');
  await go(visitor, `${SECURITY}/passkeys/add`);
  await visitor.page.fill('[name=label]', LONG_NAME.slice(0, 40));
  await pressed(visitor, 'main form[data-passkey-create] button.go');
  expectAt(visitor, `${SECURITY}/recovery-codes`);
  return key;
}

/** Adds a mailed code, an app and a passkey to the account of somebody who has just signed in. */
export async function addEveryFactor(visitor: Visitor) {
  await send(visitor, `${SECURITY}/email-code`, { password: PASSWORD });
  const key = await addPasskey(visitor);
  // Asks for the passkey first.
  await send(visitor, `${SECURITY}/totp`);
  expectAt(visitor, `${SECURITY}/totp`);
  await fill(visitor);
  const secret = (await visitor.page.locator('main details .mono').textContent()) ?? '';
  await fill(visitor, { otp: await totpOf(secret.replaceAll(' ', ''))() });
  return key;
}
