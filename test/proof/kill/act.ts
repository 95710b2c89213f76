import { APPS, type AppFlow, actByApp } from './apps.ts';
import { addFactors, stepUp } from './factors.ts';
import { changeEmail, resetPassword, signInByCode, signUp } from './mailed.ts';
import { actByPage, PAGES, type PageFlow } from './pages.ts';
import { createPerson, type Person, type World } from './person.ts';
import { actByProvider, PROVIDERS, type ProviderFlow } from './providers.ts';

/** Some people of whom one does something at a time. `left`: sign-ups that were given up. */
export type Slot = { world: World; name: string; people: Person[]; left: number };

/** People of a slot unless a kill waits for another sign-up, and devices that a person keeps. */
const MOST_PEOPLE = 5;
const MOST_DEVICES = 6;

/** What people do, and the request at which it can be killed. */
export const FLOWS = {
  'sign-up': '/register',
  verification: '/email/verify',
  exchange: '/exchange-token',
  'sign-in': '/login',
  refresh: '/token/refresh',
  'sign-out': '/logout',
  'end others': '/sessions/terminate-all',
  name: '/profile',
  'new password': '/password/change',
  'ask for a link': '/password/reset',
  'reset by link': '/password/reset/confirm',
  'reset by code': '/password-reset',
  code: '/otp/verify',
  address: '/email/change/confirm',
  'new passkey': '/passkeys/register',
  'second step': '/login/otp-verify',
  'step-up': '/step-up',
  ...PAGES,
  ...APPS,
  ...PROVIDERS,
} as const;
export type Flow = keyof typeof FLOWS;

/** How often each is done, of their sum. */
const OFTEN: Record<Flow, number> = {
  'sign-up': 1,
  verification: 1,
  exchange: 1,
  'sign-in': 4,
  refresh: 10,
  'sign-out': 3,
  'end others': 1,
  name: 6,
  'new password': 3,
  'ask for a link': 1,
  'reset by link': 1,
  'reset by code': 1,
  code: 2,
  address: 1,
  'new passkey': 1,
  'second step': 2,
  'step-up': 2,
  'sign-in page': 2,
  'name page': 2,
  'sessions page': 1,
  'sign-out page': 1,
  'step-up page': 2,
  'let an app in': 2,
  'an app refreshes': 4,
  'an app leaves': 1,
  'shut an app out': 1,
  'sign-in by a provider': 3,
  'connect a provider': 1,
  'disconnect a provider': 1,
};
/** What people with second factors do, of whom there is one in a slot. */
const WITH_FACTORS: Flow[] = ['second step', 'step-up'];
/** What they do not: it is told from its sign-ins what became of it. */
const WITHOUT_FACTORS: Flow[] = [
  'new password',
  'ask for a link',
  'reset by link',
  'reset by code',
  'code',
  'address',
  'sign-in page',
  'step-up page',
  // A session of before the factors has to step up first.
  'let an app in',
  'an app refreshes',
  'an app leaves',
  'shut an app out',
  // Another second step would follow, or come first.
  'sign-in by a provider',
  'connect a provider',
  'disconnect a provider',
];
const DICE = (Object.keys(OFTEN) as Flow[]).flatMap((flow) =>
  Array.from({ length: OFTEN[flow] }, () => flow),
);

/** One random thing, half the time the preferred one. */
export async function act(slot: Slot, preferred: Flow | null): Promise<void> {
  const { world, people } = slot;
  const { random } = world;
  const flow =
    preferred !== null && random.below(2) === 0 ? preferred : (random.pick(DICE) ?? 'refresh');
  const isSignUp = flow === 'sign-up' || flow === 'verification' || flow === 'exchange';
  const person = random.pick(people.filter((one) => canDo(one, flow))) ?? people[0];
  const hasRoom = people.length < MOST_PEOPLE || flow === preferred;
  if (person === undefined || (isSignUp && hasRoom)) return addPerson(slot);
  await (isSignUp ? person.signIn() : doIt(slot, person, flow));
}

const canDo = ({ record: { factors } }: Person, flow: Flow) =>
  factors === null ? !WITH_FACTORS.includes(flow) : !WITHOUT_FACTORS.includes(flow);

async function addPerson(slot: Slot): Promise<void> {
  const person = createPerson(slot.world, `${slot.name}-${crypto.randomUUID()}@example.com`);
  if (await signUp(person)) slot.people.push(person);
  else slot.left++;
}

async function doIt(slot: Slot, person: Person, flow: Flow): Promise<void> {
  const { random } = slot.world;
  const isFirst = slot.people.every(({ record }) => record.factors === null);
  if (isFirst && (flow === 'new passkey' || WITH_FACTORS.includes(flow))) return addFactors(person);
  if (!canDo(person, flow) || flow === 'second step') return person.signIn();
  const device = random.pick(person.usable());
  if (device === undefined || flow === 'sign-in')
    return random.below(4) === 0 ? person.failToSignIn() : person.signIn();
  if (person.usable().length > MOST_DEVICES || flow === 'end others')
    return person.endOthers(device);
  switch (flow) {
    case 'sign-out':
      return random.below(2) === 0 ? person.logOut(device) : person.endOther(device);
    case 'name':
      return person.rename(device);
    case 'new password':
      return person.changePassword(device);
    case 'ask for a link':
    case 'reset by link':
      return resetPassword(person, 'link');
    case 'reset by code':
      return resetPassword(person, 'code');
    case 'code':
      return signInByCode(person);
    case 'new passkey':
    case 'step-up':
      return stepUp(person, device);
    case 'address':
      return changeEmail(person, `${slot.name}-${crypto.randomUUID()}@example.com`);
    default:
      if (isByProvider(flow)) return actByProvider(person, flow);
      if (isOfApp(flow)) return actByApp(person, flow, device);
      return isPage(flow) ? actByPage(person, flow, device) : person.refresh(device);
  }
}

const isOfApp = (flow: Flow): flow is AppFlow => flow in APPS;
const isByProvider = (flow: Flow): flow is ProviderFlow => flow in PROVIDERS;
const isPage = (flow: Flow): flow is PageFlow => flow in PAGES;
