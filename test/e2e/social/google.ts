import { addTotp, enterPassword, owner } from './people.ts';
import { buttonOf, CONTINUE, GO, pathOf, signOut, visit, type World } from './world.ts';

const JOIN = '/account/connections/join';

/** An account with a password is connected once its owner has signed in to it. */
export async function storyOfGoogle(world: World): Promise<void> {
  const { check, providers, app } = world;
  const named = (what: string) => `Google: ${what}`;
  const ada = await owner(world);
  await providers.be('google', { sub: ada.sub, email: ada.email, hd: 'example.com', name: 'Ada' });
  const visitor = await visit(world);
  const { page, go, press, me, says, close } = visitor;
  const authorize = `${providers.origin}/google/authorize`;

  await go(`/sign-in?return_to=${encodeURIComponent(`${app}/deep?a=b`)}`);
  await press(buttonOf('google'), authorize);
  await press(CONTINUE, '/sign-in/with/google/existing');
  check(named('an address with an account says so'), (await says()).includes(ada.email));
  check(named('and lets nobody in'), (await me()) === null);
  await press('main a.go', '/sign-in');
  await enterPassword(visitor, ada, JOIN);
  const asked = await says();
  check(named('its owner is asked which to connect'), asked.includes(ada.email), asked);
  const { id } = (await me()) ?? {};
  await press(GO, `${app}/deep`);
  check(
    named('and then goes to where they came for'),
    page.url() === `${app}/deep?a=b`,
    page.url(),
  );

  await signOut(visitor);
  await go('/sign-in');
  await press(buttonOf('google'), authorize);
  await press(CONTINUE, `${app}/home`);
  const again = await me();
  check(named('the next sign-in is that account'), again?.id === id && id !== undefined, again?.id);

  const code = await addTotp(world, ada);
  await signOut(visitor);
  await go('/sign-in');
  await press(buttonOf('google'), authorize);
  await press(CONTINUE, '/second-step');
  check(named('a second step is due where there is one'), (await me()) === null);
  await page.fill('[name=otp]', await code(1));
  await press(GO, `${app}/home`);
  check(named('and leads in'), (await me())?.id === id);

  // Somebody else with the same address: a recycled one, perhaps.
  const stranger = await visit(world);
  await providers.be('google', { sub: crypto.randomUUID(), email: ada.email, hd: 'example.com' });
  await stranger.go('/sign-in');
  await stranger.press(buttonOf('google'), authorize);
  await stranger.press(CONTINUE, '/sign-in/with/google/existing');
  await stranger.go(JOIN);
  check(
    named('another one of the same address gets no further'),
    pathOf(stranger) === '/sign-in' && (await stranger.me()) === null,
    stranger.page.url(),
  );
  await Promise.all([close(), stranger.close()]);
}
