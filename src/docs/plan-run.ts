import { type ExampleRequest, type ReadDocument, readExampleRequests } from './example-requests.ts';
import { type MailStep, PASSWORDS, RUN, SET_PASSWORD } from './run-order.ts';

export type PlannedRequest = ExampleRequest & {
  kind: 'request';
  /** Variables that only the operator can fill in; skipped without them. */
  needs: string[];
  /** Whether it is part of a run. */
  runs: boolean;
};
export type PlannedMail = MailStep & { kind: 'mail'; name: string };
export type PlannedChapter = { title: string; parts: (PlannedRequest | PlannedMail)[] };

/** Where requests are sent, and whether mails can be read at `/dev/mailbox`. */
export type RunPlace = { baseUrl: string; hasMailbox: boolean };

/** Variables that the operator fills in. */
export const OWN_VARIABLES = ['adminToken', 'cronSecret', 'clientId', 'clientSecret', 'letterId'];
const CREDENTIALS: Record<string, string[]> = {
  cronSecret: ['cronSecret'],
  client: ['clientId', 'clientSecret'],
};
/** The chapter of requests that a run cannot send. */
const APART = 'Not part of the run';

/** Returns the initial variables of a run. */
export function variablesOf(baseUrl: string): Record<string, string> {
  return {
    baseUrl,
    email: 'ada@example.com',
    newEmail: 'ada@example.net',
    username: 'ada',
  };
}
/** Variables filled from the responses and mails of a run. */
export const KEPT_VARIABLES = [
  'accessToken',
  'refreshToken',
  'mfaToken',
  'token',
  'code',
  'userId',
  'sessionId',
  'passkeyId',
  'oauthClientId',
];

/**
 * Returns every request in a document, in an order in which each gets its documented response, and
 * reads the mailbox in between if there is one. Requests that a run cannot send (a passkey requires
 * a user) come last.
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
  const needs =
    scheme === 'bearer'
      ? OWN_VARIABLES.filter((name) => name === bearer)
      : (CREDENTIALS[scheme ?? ''] ?? []);
  return { ...request, kind: 'request', name: names(request.name), needs, runs };
}

function toMail(step: MailStep, names: Names): PlannedMail {
  const name =
    step.read === 'none'
      ? 'Skip old mails'
      : `Read the mailed ${step.read === 'code' ? 'code' : 'link'}`;
  return { ...step, kind: 'mail', name: names(name) };
}

type Names = (name: string) => string;

// Runners identify requests by name: a second "Register" becomes "Register (2)".
function createNames(): Names {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}

// Tracks the current password and address of the account.
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
