import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { freshEmail } from '../../../support/people.ts';
import { type Browser, type Form, openBrowser } from '../browser.ts';
import { defineFlow, type State } from '../flow.ts';
import { type Someone, WITH_PROVIDER } from '../identity-provider.ts';
import { defineFormFlow } from '../page-flow.ts';
import type { Answer, World } from '../world.ts';
import { aGuest, givePassword, SIGN_IN } from './visitors.ts';

const START = '/sign-in/with/ours';
const JOIN = '/account/connections/join';
const world = { env: WITH_PROVIDER };
const ASKING = { env: { ...WITH_PROVIDER, TERMS_URL: 'https://example.com/terms' } };

/** Somebody who is new, for whose address the provider vouches. */
export const aStranger = (change: Partial<Someone> = {}): Someone => ({
  sub: crypto.randomUUID(),
  email: freshEmail(),
  email_verified: true,
  ...change,
});

/** Goes to the provider and says yes there. Returns where one comes back. */
async function wayBack(world: World, browser: Browser, someone: Someone): Promise<string> {
  const { headers } = await browser.look(START);
  return world.idp.decide(headers.get('Location') ?? '', someone);
}

/** Someone on the way back from the provider. */
async function aTraveller(world: World, someone: Someone) {
  const browser = openBrowser(world);
  return { browser, someone, callback: await wayBack(world, browser, someone) };
}
type Traveller = Awaited<ReturnType<typeof aTraveller>>;

/** Someone who has signed in by the provider before. */
async function aRegular(world: World) {
  const someone = aStranger();
  const { browser, callback } = await aTraveller(world, someone);
  await browser.open(callback);
  await world.wait(0);
  const ids = [await world.idOf(someone.email)];
  return { ids, ...(await aTraveller(world, someone)) };
}

/**
 * Loads the page again, and where that leads to the sign-in, presses the button there once more.
 */
async function comeAgain(world: World, state: Traveller): Promise<Answer> {
  const { browser, someone, callback } = state;
  const answer = await browser.look(callback);
  if (answer.at !== SIGN_IN) return answer;
  state.callback = await wayBack(world, browser, someone);
  return browser.look(state.callback);
}

export const countOf = async (query: string, ...values: string[]): Promise<number> =>
  (await env.DB.prepare(`select count(*) as n from ${query}`)
    .bind(...values)
    .first<number>('n')) ?? 0;

/** One account, with one identity, whatever failed on the way; it counts from now on. */
async function expectOne(world: World, ids: string[], { email, sub }: Someone): Promise<void> {
  expect(await countOf('users where email = ?', email)).toBe(1);
  expect(await countOf('user_identities where subject = ?', sub)).toBe(1);
  const id = await world.idOf(email);
  expect(await countOf('user_identities where subject = ? and user_id = ?', sub, id)).toBe(1);
  if (!ids.includes(id)) ids.push(id);
}

/** Whoever was led to the sign-in instead gets in by the provider there. */
async function expectIn(world: World, state: Traveller, last: Answer): Promise<void> {
  if (last.at === SIGN_IN) await comeAgain(world, state);
  expect(await state.browser.lives()).toBe(true);
}

/** Declares the flow of a way back, which is one request. */
const defineWayBack = (name: string, prepare: (world: World) => Promise<State & Traveller>) =>
  defineFlow<State & Traveller>({
    name,
    prepare,
    world,
    act: (_, { browser, callback }) => browser.look(callback),
    retry: comeAgain,
    forget: ({ browser }) => browser.forget(),
    // The provider does not answer: the notice says so.
    leadsOn: [`303 ${SIGN_IN}`],
    async expect(world, state, last) {
      await expectIn(world, state, last);
      await expectOne(world, state.ids, state.someone);
    },
  });

/** Someone whose provider’s answer waits for a form, on the page of that form. */
export async function aWaiting(world: World, someone: Someone) {
  const { browser, callback } = await aTraveller(world, someone);
  const page = await browser.open(callback);
  return { ids: [] as string[], browser, someone, page };
}

type Waiting = Awaited<ReturnType<typeof aWaiting>>;
type Typing = Waiting & { otp: string };

/** Has a code mailed to the address that they type. */
async function askForCode(world: World, state: Waiting): Promise<Typing> {
  const page = await typeAddress(state);
  return { ...state, page, otp: await world.mailedCode(state.someone.email) };
}
/** Types the address, to which a code is then to be mailed. Returns the page that asks for it. */
export const typeAddress = ({ browser, someone, page }: Waiting) =>
  browser.submit(page, { email: someone.email }, { action: `${START}/address` });

/**
 * Presses once more. Who is led to the sign-in goes the way by the provider again, up to the same
 * form, unless there is an account by now.
 */
async function pressAnew<S extends Waiting>(
  world: World,
  state: S,
  { form, ready }: { form: (state: S) => Form; ready: (fresh: Waiting) => Promise<Waiting> },
): Promise<Answer> {
  const { browser, someone } = state;
  const answer = await browser.press(state.page, form(state));
  if (answer.status === 303 && answer.at !== SIGN_IN) return answer;
  const callback = await wayBack(world, browser, someone);
  const back = await browser.look(callback);
  const to = back.headers.get('Location') ?? '';
  if (!to.startsWith(START)) return back;
  Object.assign(state, await ready({ ...state, page: await browser.open(to) }));
  return browser.press(state.page, form(state));
}

const agreeing = (): Form => ({ action: `${START}/finish`, fields: { terms_accepted: 'yes' } });
export const proving = ({ otp }: Pick<Typing, 'otp'>): Form => ({
  action: `${START}/address/code`,
  fields: { otp },
});

/** An owner whose provider’s answer waits, on the page that asks whether to connect it. */
async function anOwner(world: World) {
  const email = await world.register();
  const state = await aWaiting(world, aStranger({ email }));
  const page = await givePassword(state.browser, email, JOIN);
  await world.wait(0);
  return { ...state, ids: [await world.idOf(email)], page };
}

/**
 * Somebody signed in with two ways in, on the page that asks whether to disconnect one, by which
 * another browser is signed in.
 */
export async function aConnected(world: World) {
  const guest = await aGuest(world, '/account');
  const id = crypto.randomUUID();
  await env.DB.prepare(
    `insert into user_identities (id, user_id, provider, issuer, subject, email, created_at)
       values (?, ?, 'ours', 'https://id.test', ?, null, ?)`,
  )
    .bind(id, guest.ids[0] ?? '', id, world.app.clock())
    .run();
  const other = openBrowser(world);
  await other.open(await wayBack(world, other, aStranger({ sub: id })));
  await world.wait(0);
  const action = `/account/connections/${id}/disconnect`;
  return { ...guest, id, other, action, page: await guest.browser.open(action) };
}

/** Whoever has finished is signed in; whoever was led to the sign-in gets in by the provider. */
async function expectSignedUp(world: World, { ids, browser, someone }: Waiting, { at }: Answer) {
  if (at === SIGN_IN) await browser.open(await wayBack(world, browser, someone));
  expect(await browser.lives()).toBe(true);
  await expectOne(world, ids, someone);
}

export const SOCIAL = [
  defineWayBack('pages: come back from a provider', aRegular),
  defineWayBack('pages: come back from a provider for the first time', async (world) => ({
    ids: [],
    ...(await aTraveller(world, aStranger())),
  })),
  defineFlow<Waiting>({
    name: 'pages: agree to terms after a provider',
    page: '/sign-in/with/:provider/finish',
    world: ASKING,
    prepare: (world) => aWaiting(world, aStranger()),
    act: (_, { browser, page }) => browser.press(page, agreeing()),
    retry: (world, state) =>
      pressAnew(world, state, { form: agreeing, ready: async (fresh) => fresh }),
    forget: ({ browser }) => browser.forget(),
    expect: expectSignedUp,
  }),
  defineFormFlow({
    name: 'pages: ask for a code to an address that no provider vouches for',
    page: '/sign-in/with/:provider/address',
    world,
    prepare: (world) => aWaiting(world, aStranger({ email_verified: false })),
    form: (_, { someone }) => ({ action: `${START}/address`, fields: { email: someone.email } }),
    async expect(world, { ids, browser, someone }, _, arrived) {
      expect(await countOf('users where email = ?', someone.email)).toBe(0);
      const otp = await world.mailedCode(someone.email);
      if (arrived === null) throw new Error('asking leads nowhere');
      await browser.submit(arrived, { otp }, { action: `${START}/address/code` });
      expect(await browser.lives()).toBe(true);
      await expectOne(world, ids, someone);
    },
  }),
  defineFlow<Typing>({
    name: 'pages: prove an address that no provider vouches for',
    page: '/sign-in/with/:provider/address/code',
    world,
    prepare: async (world) =>
      askForCode(world, await aWaiting(world, aStranger({ email_verified: false }))),
    act: (_, state) => state.browser.press(state.page, proving(state)),
    retry: (world, state) =>
      pressAnew(world, state, { form: proving, ready: (fresh) => askForCode(world, fresh) }),
    forget: ({ browser }) => browser.forget(),
    expect: expectSignedUp,
  }),
  defineFormFlow({
    name: 'pages: connect a provider',
    page: JOIN,
    world,
    prepare: anOwner,
    form: () => ({ action: JOIN }),
    async expect(world, { ids, browser, someone }) {
      await expectOne(world, ids, someone);
      expect(await browser.lives()).toBe(true);
    },
  }),
  defineFormFlow({
    name: 'pages: disconnect a provider',
    page: '/account/connections/:id/disconnect',
    world,
    prepare: aConnected,
    form: (_, { action }) => ({ action }),
    madeAnyway: ['200 /account/connections'],
    async expect(_, { id, browser, other }) {
      expect(await countOf('user_identities where id = ?', id)).toBe(0);
      expect(await browser.lives()).toBe(true);
      expect(await other.lives()).toBe(false);
    },
  }),
];
