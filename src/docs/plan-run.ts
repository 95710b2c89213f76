import { type ExampleRequest, type ReadDocument, readExampleRequests } from './example-requests.ts';
import { type MailStep, PASSWORDS, RUN, SET_PASSWORD } from './run-order.ts';

export type PlannedRequest = ExampleRequest & {
  kind: 'request';
  /** Variables that only whoever runs the service can fill in; without them it is left out. */
  wants: string[];
  /** Whether it takes its place in a run. */
  runs: boolean;
};
export type PlannedMail = MailStep & { kind: 'mail'; name: string };
export type PlannedChapter = { title: string; parts: (PlannedRequest | PlannedMail)[] };

/** Where requests are sent, and whether its mails can be read at `/dev/mailbox`. */
export type RunPlace = { baseUrl: string; hasMailbox: boolean };

/** What whoever runs the service fills in by hand. */
export const OWN_VARIABLES = ['adminToken', 'cronSecret', 'clientId', 'clientSecret'];
const CREDENTIALS: Record<string, string[]> = {
  cronSecret: ['cronSecret'],
  client: ['clientId', 'clientSecret'],
};
/** Chapters whose requests need nothing but what they bring: what no run can do by itself is kept apart. */
const APART = 'By themselves';

/** Variables with which a run begins. */
export function variablesOf(baseUrl: string): Record<string, string> {
  return {
    baseUrl,
    email: 'ada@example.com',
    newEmail: 'ada@example.net',
    username: 'ada',
  };
}
/** Variables that the answers and mails of a run fill. */
export const KEPT_VARIABLES = [
  'accessToken',
  'refreshToken',
  'mfaToken',
  'token',
  'code',
  'userId',
  'sessionId',
];

/**
 * Every request that a document shows, in an order in which each is answered as documented; with what is to be read of the
 * mailbox in between, where there is one. A request that no run can send (a passkey wants a person) comes last and apart.
 */
export function planRun(document: ReadDocument, { hasMailbox }: RunPlace): PlannedChapter[] {
  const shown = new Map(readExampleRequests(document).map((request) => [request.id, request]));
  const names = createNames();
  const write = createWriter();
  const planned = RUN.map(({ title, steps }) => ({
    title,
    parts: steps.flatMap((step): PlannedChapter['parts'] => {
      if (typeof step !== 'string') return hasMailbox ? [toMail(step, names)] : [];
      const request = shown.get(step);
      return request === undefined ? [] : [plan(write(request), names, true)];
    }),
  }));
  const inRun = new Set(
    RUN.flatMap(({ steps }) => steps.filter((step) => typeof step === 'string')),
  );
  const others = [...shown.values()].filter(({ id }) => !inRun.has(id));
  const apart = others.map((request) => plan(createWriter()(request), names, false));
  return [...planned, { title: APART, parts: apart }].filter(({ parts }) => parts.length > 0);
}

function plan(request: ExampleRequest, names: Names, runs: boolean): PlannedRequest {
  const { scheme, bearer } = request;
  const wants =
    scheme === 'bearer'
      ? OWN_VARIABLES.filter((name) => name === bearer)
      : (CREDENTIALS[scheme ?? ''] ?? []);
  return { ...request, kind: 'request', name: names(request.name), wants, runs };
}

function toMail(step: MailStep, names: Names): PlannedMail {
  const name =
    step.read === 'none'
      ? 'See which mails are old'
      : `Read the ${step.read === 'code' ? 'code' : 'link'} that was mailed`;
  return { ...step, kind: 'mail', name: names(name) };
}

type Names = (name: string) => string;

// Runners go by names: a second "Register" is "Register (2)".
function createNames(): Names {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}

// Knows which password and which address the account has by now.
function createWriter(): (request: ExampleRequest) => ExampleRequest {
  let used = 0;
  let address = '{{email}}';
  return (request) => {
    if (request.operationId === 'register') [used, address] = [0, '{{email}}'];
    const [first = '', second = ''] = PASSWORDS;
    const written = request.body
      ?.replaceAll(second, PASSWORDS[used + 1] ?? '')
      .replaceAll(first, PASSWORDS[used] ?? '')
      .replaceAll('{{email}}', address);
    if (SET_PASSWORD.includes(request.operationId)) used++;
    if (request.operationId === 'confirmEmailChange') address = '{{newEmail}}';
    return { ...request, body: written ?? null };
  };
}
