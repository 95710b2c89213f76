import { enterPassword, newcomer, owner } from './people.ts';
import { labelOf, type ProviderId } from './providers.ts';
import { buttonOf, CANCEL, CONTINUE, pathOf, type Visitor, visit, type World } from './world.ts';

const LOST = 'began in another browser';
const named = (what: string) => `troubles: ${what}`;
const at = ({ providers }: World, id: ProviderId) => `${providers.origin}/${id}/authorize`;

/** Ways that lead nowhere: each says why, and the password still leads to where one was going. */
export async function storyOfTroubles(world: World): Promise<void> {
  const { check, providers, app } = world;
  const ada = await owner(world);
  await providers.be('frail', ada);
  const visitor = await visit(world, { script: false });
  const { page, go, press, me, says, close } = visitor;
  const goal = `${app}/deep?a=b&c=d`;
  const isKept = () => new URL(page.url()).searchParams.get('return_to') === goal;

  await go(`/sign-in?return_to=${encodeURIComponent(goal)}`);
  await press(buttonOf('moody'), at(world, 'moody'));
  await press(CANCEL, '/sign-in');
  const cancelled = await says();
  check(named('who cancels is told'), cancelled.includes('moody didn’t sign you in'), cancelled);
  check(named('and keeps where they were going'), isKept(), page.url());

  await press(buttonOf('gone'), '/sign-in');
  const gone = await says();
  check(named('a provider that is down says so'), gone.includes('gone can’t be reached'), gone);
  check(named('and where they were going is kept'), isKept(), page.url());

  await endFrail(visitor);
  const ended = await says();
  const isTold = ended.includes(`${labelOf('frail')} can’t be reached`);
  check(named('so does one that ends on the way'), isTold, ended);
  check(named('and where they were going is still kept'), isKept(), page.url());

  await enterPassword(visitor, ada, `${app}/deep`);
  check(named('the password leads there'), page.url() === goal, page.url());
  check(named('and in'), (await me())?.email === ada.email);
  await close();
  await checkTheft(world);
  await checkBack(world);
}

/** What the page of a provider would answer to the service, which has not been told yet. */
async function answerAt({ page }: Visitor): Promise<string> {
  const decided = await fetch(`${page.url()}&decision=continue`, { redirect: 'manual' });
  return decided.headers.get('location') ?? '';
}

/** The provider ends when it has sent the person back, and before it is asked for tokens. */
async function endFrail(visitor: Visitor): Promise<void> {
  const { page, press, world } = visitor;
  await press(buttonOf('frail'), 'http://127.0.0.1');
  const answer = await answerAt(visitor);
  world.providers.stopFrail();
  await page.goto(answer);
}

/** An answer counts in the browser that asked for it. */
async function checkTheft(world: World): Promise<void> {
  const { check, providers, app } = world;
  const person = newcomer();
  await providers.be('moody', person);
  const [owner, other] = await Promise.all([visit(world), visit(world)]);
  await owner.go('/sign-in');
  await owner.press(buttonOf('moody'), at(world, 'moody'));
  const answer = await answerAt(owner);
  await other.page.goto(answer);
  const said = await other.says();
  check(named('an answer of another browser is refused'), said.includes(LOST), said);
  check(named('on the page to sign in'), pathOf(other) === '/sign-in', other.page.url());
  check(named('and gives no session'), (await other.me()) === null);
  await Promise.all([owner.page.waitForURL(`${app}/home`), owner.page.goto(answer)]);
  check(named('it still counts in its own'), (await owner.me())?.email === person.email);
  await Promise.all([owner.close(), other.close()]);
}

/** The Back button and a reload find an answer that was used. */
async function checkBack(world: World): Promise<void> {
  const { check, providers, url } = world;
  const person = newcomer();
  await providers.be('moody', person);
  const visitor = await visit(world);
  const { page, go, press, me, close } = visitor;
  let callback = '';
  page.on('request', (request) => {
    if (request.url().includes('/callback?')) callback = request.url();
  });
  await go('/sign-in?return_to=/account/profile');
  await press(buttonOf('moody'), at(world, 'moody'));
  await press(CONTINUE, '/account/profile');
  const first = await me();
  await page.goto(callback);
  check(named('an answer that is opened again leads on'), page.url().startsWith(url), page.url());
  await page.reload();
  check(named('and changes nothing'), (await me())?.id === first?.id && first !== null);
  await page.goBack();
  await page.waitForLoadState();
  const status = await page.reload().then((answer) => answer?.status() ?? 0);
  check(named('nor does the Back button'), (await me())?.id === first?.id && status < 400);
  await close();
}
