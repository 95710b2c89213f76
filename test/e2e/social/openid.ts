import { newcomer } from './people.ts';
import { labelOf } from './providers.ts';
import { buttonOf, CONTINUE, pathOf, signOut, visit, WAYS, type World } from './world.ts';

/** An account made by one button, and signed in to by the same one. */
export async function storyOfOpenid(world: World, { script }: { script: boolean }): Promise<void> {
  const { check, providers, app } = world;
  const named = (what: string) => `OpenID${script ? '' : ', without script'}: ${what}`;
  const person = newcomer();
  await providers.be('ours', person);
  const visitor = await visit(world, { script });
  const { page, go, press, me, says, close } = visitor;

  await go('/sign-up');
  await press(buttonOf('ours'), `${providers.origin}/ours/authorize`);
  check(named('a button leads to the provider, on another site'), true);
  await press(CONTINUE, `${app}/home`);
  const first = await me();
  check(named('and back to the app, with an account'), first?.email === person.email);
  check(named('which has the name'), first?.first_name === 'Ada', first?.first_name);

  await go('/account/connections');
  const shown = await says(WAYS);
  const isListed = [labelOf('ours'), person.email].every((part) => shown.includes(part));
  check(named('the account page shows the provider and the address'), isListed, shown);

  await signOut(visitor);
  check(named('one signs out'), (await me()) === null);
  await go('/account/connections');
  check(named('and is asked to sign in'), pathOf(visitor) === '/sign-in', page.url());
  await press(buttonOf('ours'), `${providers.origin}/ours/authorize`);
  await press(CONTINUE, '/account/connections');
  check(named('signing in again leads to where one was going'), true);
  check(named('and to the same account'), (await me())?.id === first?.id);

  const cookies = await visitor.context.cookies(world.url);
  const left = cookies.filter(({ name }) => /attempt|parked|pending-identity/.test(name));
  check(named('nothing of the ways is left'), left.length === 0, JSON.stringify(left));
  const open = cookies.filter(({ httpOnly, sameSite }) => !httpOnly || sameSite === 'None');
  check(
    named('no cookie goes to other sites'),
    open.every(({ sameSite }) => sameSite !== 'None'),
  );
  await close();
}
