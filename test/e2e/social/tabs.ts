import { newcomer } from './people.ts';
import { buttonOf, CONTINUE, openTab, visit, type World } from './world.ts';

const named = (what: string) => `tabs: ${what}`;
/** Four ways are kept at once, the latest ones. */
const KEPT = 4;

/** Five tabs at once are each on a way of their own, and the oldest one is dropped. */
export async function storyOfTabs(world: World): Promise<void> {
  const { check, providers } = world;
  const person = newcomer();
  await providers.be('tabs', person);
  const first = await visit(world);
  const others = await Promise.all(Array.from({ length: KEPT }, () => openTab(first)));
  const tabs = [first, ...others];
  for (const [index, { go, press }] of tabs.entries()) {
    await go(`/sign-in?return_to=${encodeURIComponent(`/account/sessions?tab=${index}`)}`);
    await press(buttonOf('tabs'), `${providers.origin}/tabs/authorize`);
  }
  const cookies = await first.context.cookies(world.url);
  const attempts = cookies.filter(({ name }) => name.includes('attempt-'));
  check(named('four ways are kept'), attempts.length === KEPT, String(attempts.length));

  const [oldest, ...kept] = tabs;
  if (oldest === undefined) throw new Error('no tab');
  await oldest.press(CONTINUE, '/sign-in');
  const said = await oldest.says();
  check(named('the oldest is said to be lost'), said.includes('This took too long'), said);
  await Promise.all(kept.map(({ press }) => press(CONTINUE, '/account/sessions')));
  const ends = kept.map(({ page }) => new URL(page.url()).searchParams.get('tab'));
  check(named('each other one leads to its own place'), ends.join() === '1,2,3,4', ends.join());
  const me = await first.me();
  check(named('in one account'), me?.email === person.email, me?.email);
  await first.close();
}
