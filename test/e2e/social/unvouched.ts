import { mailedCode } from '../sign-up.ts';
import { newcomer } from './people.ts';
import type { ProviderId } from './providers.ts';
import { buttonOf, CONTINUE, visit, type World } from './world.ts';

type Who = { person: Record<string, unknown>; email: string };
type Case = { id: ProviderId; what: string; script?: boolean };

/** At once: the provider vouches for the address. */
async function expectAccount(world: World, { id, what }: Case, { person, email }: Who) {
  const { check, providers, app } = world;
  await providers.be(id, person);
  const { go, press, me, close } = await visit(world);
  await go('/sign-in');
  await press(buttonOf(id), `${providers.origin}/${id}`);
  await press(CONTINUE, `${app}/home`);
  check(`${what}: an account at once`, (await me())?.email === email);
  await close();
}

/** By a code: the provider says nothing of the address that we could believe. */
async function expectCode(
  world: World,
  { id, what, script = true }: Case,
  { person, email }: Who,
  prefilled = email,
): Promise<void> {
  const { check, providers, app, url } = world;
  await providers.be(id, person);
  const { page, go, press, me, close } = await visit(world, { script });
  const address = `/sign-in/with/${id}/address`;
  await go('/sign-up');
  await press(buttonOf(id), `${providers.origin}/${id}`);
  await press(CONTINUE, address);
  const shown = await page.inputValue('[name=email]');
  check(`${what}: asks for an address`, shown === prefilled, shown);
  check(`${what}: and has nobody in before`, (await me()) === null);
  await page.fill('[name=email]', email);
  await press(`form[action="${address}"] .go`, address);
  const code = await mailedCode(url, email);
  const other = code === '000000' ? '000001' : '000000';
  await page.fill('[name=otp]', other);
  await press(`form[action="${address}/code"] .go`, `${address}/code`);
  check(`${what}: another code is wrong`, (await me()) === null);
  await page.fill('[name=otp]', code);
  await press(`form[action="${address}/code"] .go`, `${app}/home`);
  check(`${what}: the mailed code makes the account`, (await me())?.email === email);
  await close();
}

/** GitHub vouches for the primary address, if that is verified. */
export async function storyOfGithub(world: World): Promise<void> {
  const be = (emails: (email: string) => object[]): Who => {
    const { email, name } = newcomer();
    const id = Math.floor(Math.random() * 1e9);
    return { email, person: { id, login: `ada${id}`, name, email: null, emails: emails(email) } };
  };
  const one = (verified: boolean) => (email: string) => [{ email, primary: true, verified }];
  const about = (what: string) => ({ id: 'github' as const, what: `GitHub, ${what}` });
  await expectCode(world, about('unverified'), be(one(false)));
  await expectCode(
    world,
    { ...about('no address'), script: false },
    be(() => []),
    '',
  );
  await expectAccount(world, about('verified'), be(one(true)));
}

/** Microsoft vouches where its token says that the domain is the tenant's. */
export async function storyOfMicrosoft(world: World): Promise<void> {
  const be = (more: object): Who => {
    const person = newcomer();
    return { email: person.email, person: { ...person, tid: crypto.randomUUID(), ...more } };
  };
  const about = (what: string) => ({ id: 'microsoft' as const, what: `Microsoft, ${what}` });
  await expectCode(world, about('without xms_edov'), be({}));
  await expectAccount(world, about('with xms_edov'), be({ xms_edov: true }));
}
