import { enter, freshEmail, signUp } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_EMAIL, LONG_NAME, pressed, type State } from './state.ts';
import type { Visitor } from './visitor.ts';

const OURS = '/sign-in/with/ours';
const LONG = '/sign-in/with/a-provider-with-a-long-name';
const CONNECTIONS = '/account/connections';
/** As long as an address at the domain may be that the provider vouches for. */
const LONG_VOUCHED = LONG_EMAIL.replace(/@.*/, '@example.com');
const ADDRESS = `form[action="${LONG}/address"] .go`;

/** At the provider: goes on, or cancels. */
const decide = (visitor: Visitor, decision = 'continue') =>
  pressed(visitor, `button[value=${decision}]`);

/** Comes from the provider that vouches for addresses. */
const comeFromOurs = (visitor: Visitor, site: Site, email: string, decision?: string) =>
  site.providers.as('ours', { email, name: 'Maya Lindqvist' }, async () => {
    await go(visitor, OURS);
    await decide(visitor, decision);
  });

/** Comes from the one that vouches for none. */
const comeFromLong = (visitor: Visitor, site: Site, email = freshEmail()) =>
  site.providers.as('a-provider-with-a-long-name', { email, name: LONG_NAME }, async () => {
    await go(visitor, LONG);
    await decide(visitor);
  });

/** Presses Connect in an account, and comes back to what is asked then. */
async function connectLong(visitor: Visitor, site: Site): Promise<void> {
  await enter(visitor, (await signUp(site)).email);
  await site.providers.as('a-provider-with-a-long-name', { email: LONG_EMAIL }, async () => {
    await go(visitor, CONNECTIONS);
    const form = `form[action="${CONNECTIONS}/with/a-provider-with-a-long-name"]`;
    // Through a page that goes on by itself.
    await visitor.page.click(`${form} button`);
    await visitor.page.waitForURL(`${site.providers.origin}/**`, { waitUntil: 'load' });
    await decide(visitor);
  });
}

const joined = async (visitor: Visitor, site: Site): Promise<void> => {
  await connectLong(visitor, site);
  await fill(visitor);
};

/** Makes an account that only a provider leads into. */
async function newAccount(visitor: Visitor, site: Site): Promise<void> {
  await comeFromOurs(visitor, site, freshEmail());
  await fill(visitor, { terms_accepted: 'tick', privacy_policy_accepted: 'tick' });
  // Through a page that goes on by itself.
  await visitor.page.waitForURL(`${site.app}/home`);
}

/** Signing in with a provider, and what is connected to an account. */
export const socialStates: State[] = [
  {
    name: 'social-cancelled',
    open: (visitor, site) => comeFromOurs(visitor, site, freshEmail(), 'cancel'),
  },
  {
    name: 'social-finish',
    open: (visitor, site) => comeFromOurs(visitor, site, LONG_VOUCHED),
  },
  {
    name: 'social-finish-wrong',
    wrong: true,
    async open(visitor, site) {
      await comeFromOurs(visitor, site, freshEmail());
      await fill(visitor);
    },
  },
  {
    name: 'social-existing',
    async open(visitor, site) {
      const { email } = await signUp(site);
      await comeFromOurs(visitor, site, email);
    },
  },
  { name: 'social-address', open: (visitor, site) => comeFromLong(visitor, site, LONG_EMAIL) },
  {
    name: 'social-address-wrong',
    wrong: true,
    async open(visitor, site) {
      await comeFromLong(visitor, site);
      await fill(visitor, { email: 'maya' }, ADDRESS);
    },
  },
  {
    name: 'social-address-sent',
    async open(visitor, site) {
      await comeFromLong(visitor, site);
      await fill(visitor, { email: LONG_EMAIL }, ADDRESS);
    },
  },
  {
    name: 'social-address-wrong-code',
    wrong: true,
    async open(visitor, site) {
      await comeFromLong(visitor, site);
      await fill(visitor, {}, ADDRESS);
      await fill(visitor, { otp: '000000' }, `form[action="${LONG}/address/code"] .go`);
    },
  },
  {
    name: 'account-connect',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, `${CONNECTIONS}/with/google`);
    },
  },
  { name: 'account-join', open: connectLong },
  { name: 'account-joined', open: joined },
  {
    name: 'account-join-nothing',
    async open(visitor, site) {
      await enter(visitor, (await signUp(site)).email);
      await go(visitor, `${CONNECTIONS}/join`);
    },
  },
  {
    name: 'account-disconnect',
    async open(visitor, site) {
      await joined(visitor, site);
      await pressed(visitor, 'a[href$="/disconnect"]');
    },
  },
  {
    name: 'account-disconnected',
    async open(visitor, site) {
      await newAccount(visitor, site);
      await go(visitor, CONNECTIONS);
      await pressed(visitor, 'a[href$="/disconnect"]');
      await fill(visitor, {}, 'main form[method=post] button.bad');
    },
  },
];
