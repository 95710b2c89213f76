import { openLocalDatabase } from '../local-database.ts';
import { register } from './door-states.ts';
import { freshEmail, mailedCode, signUp, totpOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, type State, send } from './state.ts';
import type { Visitor } from './visitor.ts';

const SET_UP = '/second-step/set-up';
const CODE = 'form[action="/sign-in/code"] .go';

/** Signs somebody without a password in with a mailed code: a second kind of proof is lacking. */
async function begin(visitor: Visitor, site: Site): Promise<void> {
  const email = freshEmail();
  // The second registration voids the password of the first: nobody has proved it.
  const { code: former } = await signUp(site, { email, verified: false });
  const { code } = await signUp(site, { email, former });
  await send(visitor, '/sign-in/code', { email });
  await fill(visitor, { otp: await mailedCode(site, email, code) }, CODE);
}

async function scan(visitor: Visitor, site: Site): Promise<void> {
  await begin(visitor, site);
  await send(visitor, `${SET_UP}/totp`);
}

/** Types the code of the app that the page tells the secret of. */
async function confirm(visitor: Visitor): Promise<void> {
  const secret = (await visitor.page.locator('main .mono').textContent()) ?? '';
  await fill(visitor, { otp: await totpOf(secret.replaceAll(' ', ''))() });
}

/** Setting a second step up while signing in. */
export const setUpStates: State[] = [
  { name: 'set-up', open: begin },
  ...['totp', 'passkey', 'password'].map(
    (by): State => ({
      name: `set-up-${by}`,
      async open(visitor, site) {
        await begin(visitor, site);
        await go(visitor, `${SET_UP}/${by}`);
      },
    }),
  ),
  { name: 'set-up-scan', open: scan },
  {
    name: 'set-up-wrong',
    wrong: true,
    async open(visitor, site) {
      await scan(visitor, site);
      await fill(visitor, { otp: '000000' });
    },
  },
  {
    name: 'set-up-codes',
    async open(visitor, site) {
      await scan(visitor, site);
      await confirm(visitor);
    },
  },
  {
    name: 'set-up-done',
    async open(visitor, site) {
      await scan(visitor, site);
      await confirm(visitor);
      await visitor.page.reload();
    },
  },
];

/** Pages of a service that lost its database. */
export const brokenStates: State[] = [
  {
    name: 'busy',
    async open(visitor, site) {
      breakDatabase(site);
      await register(visitor, freshEmail());
      const status = visitor.document()?.status();
      if (status !== 503) throw new Error(`answered ${status}`);
    },
  },
];

function breakDatabase({ state }: Site): void {
  const db = openLocalDatabase(state);
  db.exec('alter table users rename to users_of_before');
  db.close();
}
