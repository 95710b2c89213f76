import { type Answer, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { keepCookies, open, signsIn, type Visitor } from '../pages.ts';
import { faultsOfCookie, nameOf, pathOf, providersOf, setBy, setOut } from '../providers.ts';

const ATTACKER = 'https://probe-attacker.example';
/** Longest life of what a form parked, in seconds. */
const PARKED_LIFE = 300;
const MADE_UP = 'A'.repeat(43);

const callbackOf = (id: string, params: Record<string, string> = {}) =>
  `${pathOf(id)}/callback?${new URLSearchParams(params)}`;

/** What a person reads after a callback: the sentence of the page that it leads to. */
async function saidTo(world: World, visitor: Visitor, answer: Answer): Promise<string> {
  const to = new URL(answer.headers.get('Location') ?? '/', world.url);
  const { text } = await open(world, visitor, `${to.pathname}${to.search}`);
  return /class="note[^"]*".*?<strong>(.*?)<\/strong>/s.exec(text)?.[1] ?? '';
}

/** Whether an answer does what no callback may do that brings nobody in. */
function wentOn(answer: Answer): boolean {
  const to = answer.headers.get('Location') ?? '';
  const isPending = setBy(answer).some((cookie) => nameOf(cookie) === 'pending-identity');
  return signsIn(answer) || isPending || answer.status !== 303 || !/^\/sign-in(\?|$)/.test(to);
}

type Tried = { went: boolean; said: string };

/** Comes back to a provider's callback, as a browser does that has these cookies. */
async function comeBack(world: World, visitor: Visitor, path: string): Promise<Tried> {
  const answer = await open(world, visitor, path);
  if (answer.status === 429) wanted(path, answer);
  const went = wentOn(answer);
  return { went, said: went ? '' : await saidTo(world, visitor, answer) };
}

/**
 * Callbacks with states that are made up, or another browser's. A true one is cancelled in the end,
 * so that the provider is asked nothing: what is said then is something else.
 */
async function foreignStates(world: World): Promise<Finding> {
  const ids = await providersOf(world);
  const faults: string[] = [];
  for (const [index, id] of ids.entries()) {
    const { visitor: own, to } = await setOut(world, id);
    const state = to.searchParams.get('state') ?? '';
    const iss = `${to.origin}/`;
    const error = 'access_denied';
    const stranger = (path: string) => comeBack(world, { cookie: '' }, path);
    const madeUp = await stranger(callbackOf(id, { code: 'probe', state: MADE_UP }));
    const none = await stranger(callbackOf(id));
    const taken = await stranger(callbackOf(id, { error, state }));
    const withCode = await stranger(callbackOf(id, { code: 'probe', state, iss }));
    const cancelled = await comeBack(world, own, callbackOf(id, { error, state }));
    const again = await comeBack(world, own, callbackOf(id, { error, state }));
    const other = ids[(index + 1) % ids.length] ?? id;
    const tried = { madeUp, none, taken, withCode, cancelled, again };
    for (const [name, { went }] of Object.entries(tried)) if (went) faults.push(`${id}: ${name}`);
    for (const [name, { said }] of Object.entries({ none, taken, withCode, again }))
      if (said !== madeUp.said) faults.push(`${id}: ${name} is known`);
    if (cancelled.said === madeUp.said) faults.push(`${id}: the own state is not known`);
    if (other !== id && (await isKnownAt(world, id, other)))
      faults.push(`${id}: its state is known at ${other}`);
  }
  return judgeFaults(ids.length, 'providers', faults);
}

/** Whether a state of one provider is known at the callback of another. */
async function isKnownAt(world: World, id: string, other: string): Promise<boolean> {
  const { visitor, to } = await setOut(world, id);
  const error = 'access_denied';
  const state = to.searchParams.get('state') ?? '';
  const found = await comeBack(world, visitor, callbackOf(other, { error, state }));
  const madeUp = callbackOf(other, { error, state: MADE_UP });
  const unknown = await comeBack(world, { cookie: '' }, madeUp);
  return found.went || found.said !== unknown.said;
}

/** A form that another site sends to a callback: it is parked, and decides nothing. */
async function forms(world: World): Promise<Finding> {
  const ids = await providersOf(world);
  const faults: string[] = [];
  for (const id of ids) {
    const path = `${pathOf(id)}/callback`;
    const form = { code: 'probe-code-of-nobody', state: MADE_UP };
    const headers = { Accept: 'text/html', Origin: ATTACKER, 'Sec-Fetch-Site': 'cross-site' };
    const answer = await world.call('POST', path, { form, headers });
    if (answer.status === 429) wanted(path, answer);
    const set = setBy(answer);
    const to = answer.headers.get('Location') ?? '';
    const found = set.flatMap((cookie) => faultsOfCookie(world, cookie, PARKED_LIFE));
    if (answer.status !== 303 || to !== path) found.push(`leads to ${to.split('?')[0]}`);
    if (set.length !== 1 || nameOf(set[0] ?? '') !== 'parked-answer') found.push('sets more');
    if (set.some((cookie) => cookie.includes(form.code))) found.push('the code is readable');
    const visitor: Visitor = { cookie: '' };
    keepCookies(visitor, answer);
    const parked = visitor.cookie;
    const { went } = await comeBack(world, visitor, path);
    if (went) found.push('the parked answer is taken');
    if (parked !== '' && visitor.cookie.includes(parked)) found.push('it stays parked');
    faults.push(...found.map((says) => `${id}: ${says}`));
  }
  return judgeFaults(ids.length, 'providers', faults);
}

export const callbackInvariants: Invariant[] = [
  {
    name: 'providers-states',
    expected: 'no state of another browser is known',
    measure: foreignStates,
  },
  { name: 'providers-forms', expected: 'a form of another site only parks', measure: forms },
];
