import { setTimeout as sleep } from 'node:timers/promises';
import { createCall, LimitedError, type Pace, StepError } from './http.ts';
import type { App, Finding, Invariant, World } from './invariant.ts';
import { createMailbox, type MailSource } from './mailbox.ts';
import { createPeople, type People } from './people.ts';
import { removeAll } from './remove.ts';
import { readRoutes } from './routes.ts';

export type Settings = {
  url: string;
  mail: MailSource;
  /** Where the probe's people get mail, with `{id}`. */
  addresses: string;
  grace: number;
  threshold: number;
  app: App | null;
};

export type Measured = Finding & { name: string; expected: string };
/** `left` are the accounts that could not be removed, each with the reason. */
export type Run = { invariants: Measured[]; left: string[]; stopped: boolean };

/** The time for removing accounts after a stop, in milliseconds. */
const FAREWELL = 120_000;

/**
 * Measures invariants one after the other, and removes the accounts that were made for it, also
 * after a stop. Throws if the deployment has no API document: then nothing was made.
 */
export async function runProbe(
  settings: Settings,
  invariants: Invariant[],
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<Run> {
  const { url, mail, addresses, grace, threshold, app } = settings;
  let pace: Pace = { shield: true, names: true };
  const paceOf = () => pace;
  const call = createCall(url, signal, paceOf);
  const routes = await readRoutes(call);
  pace = { shield: routes.isLimited, names: !routes.isRoomy('logIn') };
  const mailbox = createMailbox(call, mail, signal);
  const people = createPeople(call, mailbox, addresses);
  const pause = async (ms: number) => void (await sleep(ms, undefined, { signal }));
  const shared = { url, call, mailbox, people, routes, grace, threshold, app };
  const world: World = { ...shared, sleep: pause, once: createOnce() };
  const measured: Measured[] = [];
  try {
    for (const invariant of invariants) {
      if (signal.aborted) break;
      tell(`${measured.length + 1}/${invariants.length} ${invariant.name}`);
      measured.push(await measure(invariant, world));
    }
  } finally {
    tell(`removing ${people.all.size} accounts`);
  }
  const left = await removeAll(...bidFarewell(settings, people, paceOf));
  return { invariants: measured, left, stopped: signal.aborted };
}

/** Those who were made, with calls that a stop does not end. */
function bidFarewell({ url, mail, addresses }: Settings, { all }: People, paceOf: () => Pace) {
  const signal = AbortSignal.timeout(FAREWELL);
  const call = createCall(url, signal, paceOf);
  const mailbox = createMailbox(call, mail, signal);
  return [call, mailbox, { ...createPeople(call, mailbox, addresses), all }] as const;
}

async function measure({ name, expected, measure: look }: Invariant, world: World) {
  const finding = await look(world).catch((error: unknown): Finding => {
    const reason = error instanceof Error ? error.message : 'no reason given';
    const isKnown = error instanceof LimitedError || error instanceof StepError;
    return { measured: isKnown ? reason : `could not be measured: ${reason}`, pass: null };
  });
  return { name, expected, ...finding };
}

function createOnce(): World['once'] {
  const made = new Map<string, Promise<unknown>>();
  return <T>(key: string, make: () => Promise<T>) => {
    const known = (made.get(key) ?? make()) as Promise<T>;
    made.set(key, known);
    return known;
  };
}
