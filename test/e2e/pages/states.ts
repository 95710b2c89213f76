import { accountStates } from './account-states.ts';
import { consentStates } from './consent-states.ts';
import { consoleStates } from './console-states.ts';
import { telling } from './describe-visit.ts';
import { signInStates, signUpStates } from './door-states.ts';
import { factorStates } from './factor-states.ts';
import { errorStates, linkStates } from './link-states.ts';
import { secondStepStates } from './second-step-states.ts';
import { brokenStates, setUpStates } from './set-up-states.ts';
import { openSite, type Site } from './site.ts';
import { socialStates } from './social-states.ts';
import type { State } from './state.ts';
import { type Visitor, visit } from './visitor.ts';

/** Every page in every state. */
export const STATES: State[] = [
  ...signInStates,
  ...signUpStates,
  ...socialStates,
  ...secondStepStates,
  ...linkStates,
  ...accountStates,
  ...factorStates,
  ...consentStates,
  ...consoleStates,
  ...errorStates,
];

/** How many browsers are open at once: a page mostly waits. */
const AT_ONCE = 4;

/** Whether `ONLY`, a regular expression, leaves a state in. */
const isWanted = ({ name }: State) => new RegExp(process.env.ONLY ?? '').test(name);

/** What is done with a state that is open. */
type Look = (visitor: Visitor, state: State) => Promise<void>;
type Options = { fail: (name: string, why: string) => void } & Parameters<typeof visit>[1];

/** How many states of a run may need a second try. */
const MOST_AGAIN = 2;
let triedAgain = 0;

/**
 * Opens a state in a browser of its own. What does not come to be is tried once more, and said: the
 * service asks for that where a busy machine keeps a store waiting (503). A fault of a page is
 * there both times, and a run of such states fails.
 */
async function openState(
  site: Site,
  state: State,
  options: Parameters<typeof visit>[1],
): Promise<Visitor> {
  try {
    return await openOnce(site, state, options);
  } catch (error) {
    if (++triedAgain > MOST_AGAIN) throw error;
    console.log(`again: ${state.name}: ${String(error)}`);
    return openOnce(site, state, options);
  }
}

async function openOnce(site: Site, state: State, options: Parameters<typeof visit>[1]) {
  const javaScriptEnabled = state.script ?? true;
  // Without motion, for colours on their way from light to dark are neither.
  const still = { javaScriptEnabled, reducedMotion: 'reduce' } as const;
  const visitor = await visit(site, { ...options, ...still });
  try {
    await telling([visitor], () => state.open(visitor, site));
    return visitor;
  } catch (error) {
    await visitor.close();
    throw error;
  }
}

/** Opens each state in a browser of its own, and shows it. `ONLY` leaves some out. */
export async function eachState(
  site: Site,
  look: Look,
  { fail, states = STATES, ...options }: Options & { states?: State[] },
): Promise<void> {
  const waiting = states.filter(isWanted);
  const show = async (state: State) => {
    const visitor = await openState(site, state, options);
    try {
      await telling([visitor], () => look(visitor, state));
    } finally {
      await visitor.close();
    }
  };
  const work = async () => {
    for (let state = waiting.shift(); state !== undefined; state = waiting.shift())
      await show(state).catch((error: unknown) => fail(state.name, String(error)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/**
 * Opens the states of a service that asks everyone for two steps, and then those of one whose
 * database is broken: it is broken for good, so each call has a service of its own.
 */
export async function eachSpecialState(look: Look, options: Options): Promise<void> {
  const states = [...setUpStates, ...brokenStates];
  if (!states.some(isWanted)) return;
  const site = await openSite({ LOGIN_SECOND_FACTOR: 'always' });
  try {
    await eachState(site, look, { ...options, states: setUpStates });
    await eachState(site, look, { ...options, states: brokenStates });
  } finally {
    await site.stop();
  }
}
