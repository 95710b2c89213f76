import { owner, proveAgain, signInByPassword } from './people.ts';
import { labelOf, type ProviderId } from './providers.ts';
import {
  buttonOf,
  CANCEL,
  CONTINUE,
  GO,
  pathOf,
  signOut,
  type Visitor,
  visit,
  type World,
} from './world.ts';

const CONNECTIONS = '/account/connections';
const JOIN = `${CONNECTIONS}/join`;
const named = (what: string) => `connections: ${what}`;
const connectForm = (id: ProviderId) => `form[action="${CONNECTIONS}/with/${id}"]`;

/** Connecting by the account page and disconnecting, with a fresh proof each time. */
export async function storyOfConnections(world: World): Promise<void> {
  const { check, providers, app } = world;
  const ada = await owner(world);
  const person = { sub: ada.sub, email: `elsewhere.${ada.email}`, name: 'Ada' };
  await Promise.all([providers.be('work', person), providers.be('club', person)]);
  const visitor = await visit(world);
  const { go, press, me, says, close } = visitor;

  await signInByPassword(visitor, ada, CONNECTIONS);
  const { id } = (await me()) ?? {};
  await press(`${connectForm('work')} button`, at(world, 'work'));
  await press(CANCEL, CONNECTIONS);
  const cancelled = await says();
  check(named('who cancels is back'), cancelled.includes('didn’t sign you in'), cancelled);
  await press(`${connectForm('work')} button`, at(world, 'work'));
  await press(CONTINUE, JOIN);
  const asked = await says();
  const isNamed = [person.email, ada.email, labelOf('work')].every((one) => asked.includes(one));
  check(named('one is asked which is connected to which'), isNamed, asked);
  await press(GO, CONNECTIONS);
  check(named('and it is connected'), (await says()).includes('work is connected'), await says());

  await signOut(visitor);
  await go('/sign-in');
  await press(buttonOf('work'), at(world, 'work'));
  await press(CONTINUE, `${app}/home`);
  check(named('it leads into the account, whatever its address'), (await me())?.id === id);
  await checkStepUp(visitor, ada);
  await checkDisconnect(visitor);
  await checkTaken(world, 'club');
  await close();
}

const at = ({ providers }: World, id: ProviderId) => `${providers.origin}/${id}/authorize`;

/** A provider alone is the weaker proof of an account that has a password. */
async function checkStepUp(visitor: Visitor, ada: { email: string; password: string }) {
  const { world, go, press, says } = visitor;
  await go(CONNECTIONS);
  await press(`${connectForm('club')} button`, '/account/step-up');
  await proveAgain(visitor, ada, `${CONNECTIONS}/with/club`);
  await press(GO, at(world, 'club'));
  await press(CONTINUE, JOIN);
  await press(GO, CONNECTIONS);
  const said = await says();
  world.check(named('the password comes first'), said.includes('club is connected'), said);
}

async function checkDisconnect(visitor: Visitor): Promise<void> {
  const { world, press, says, me, page } = visitor;
  const row = 'main li:has-text("club") a[href$="/disconnect"]';
  await press(row, CONNECTIONS);
  await press('main form[method=post] button.bad', CONNECTIONS);
  const said = await says();
  world.check(named('one is disconnected'), said.includes('club is disconnected'), said);
  const isOffered = (await page.locator(connectForm('club')).count()) === 1;
  world.check(named('and offered again'), isOffered && (await me()) !== null);
}

/** What one account has, another one does not get. */
async function checkTaken(world: World, id: ProviderId): Promise<void> {
  const { check } = world;
  const bob = await owner(world);
  const visitor = await visit(world);
  const { press, says, close } = visitor;
  await signInByPassword(visitor, bob, CONNECTIONS);
  await press(`${connectForm('work')} button`, at(world, 'work'));
  await press(CONTINUE, JOIN);
  await press(GO, JOIN);
  const said = await says();
  check(named('what another account has is refused'), said.includes('is in use'), said);
  check(named('and nothing is said of that one'), !said.includes('ada'), said);
  check(named('which one stays'), pathOf(visitor) === JOIN);
  await press(`main a[href="${CONNECTIONS}"]`, CONNECTIONS);
  await press(`${connectForm(id)} button`, at(world, id));
  await press(CONTINUE, JOIN);
  await press(GO, CONNECTIONS);
  const free = await says();
  check(named('what was disconnected may go elsewhere'), free.includes('club is connected'), free);
  await close();
}
