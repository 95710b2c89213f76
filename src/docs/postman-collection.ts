import type { ReadDocument } from './example-requests.ts';
import {
  KEPT_VARIABLES,
  OWN_VARIABLES,
  type PlannedMail,
  type PlannedRequest,
  planRun,
  type RunPlace,
  variablesOf,
} from './plan-run.ts';
import { FIND_MAIL, KEEP, LOOKS, PAUSE } from './run-scripts.ts';

const SET_KEPT = `for (const [name, value] of Object.entries(kept))
  if (value !== undefined) pm.collectionVariables.set(name, value);`;

/**
 * Converts the requests of an OpenAPI document to a Postman collection (format 2.1). Run in order,
 * each request asserts its documented status, and scripts store values from responses and mails.
 * Requests that require a secret of the operator are skipped until its variable is filled in.
 */
export function toPostmanCollection(document: ReadDocument, place: RunPlace): object {
  const empty = [...KEPT_VARIABLES, ...OWN_VARIABLES, 'since', 'looks'];
  const variables = {
    ...variablesOf(place.baseUrl),
    ...Object.fromEntries(empty.map((name) => [name, ''])),
  };
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    item: planRun(document, place).map(({ title, parts }) => ({
      name: title,
      item: parts.map((part) => (part.kind === 'mail' ? toMailItem(part) : toItem(part))),
    })),
  };
}

function toItem(request: PlannedRequest): object {
  const { name, description, method, target, scheme, body, status, needs, runs } = request;
  const header = [
    ...(scheme === 'cronSecret' ? [{ key: 'X-Cron-Secret', value: '{{cronSecret}}' }] : []),
    ...(body === null ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
  ];
  return {
    name,
    request: {
      method,
      url: `{{baseUrl}}${target}`,
      description,
      header,
      auth: authOf(request),
      ...(body === null
        ? {}
        : { body: { mode: 'raw', raw: body, options: { raw: { language: 'json' } } } }),
    },
    response: [],
    event: [
      ...skipping(runs ? missing(needs) : 'true'),
      script(
        'test',
        `pm.test('responds with ${status}', () => pm.response.to.have.status(${status}));
const isJson = /json/.test(pm.response.headers.get('Content-Type'));
const body = pm.response.code < 300 && isJson ? pm.response.json() : {};
${KEEP}
${SET_KEPT}`,
      ),
    ],
  };
}

const missing = (needs: string[]) =>
  needs.map((name) => `!pm.variables.get('${name}')`).join(' || ');

function skipping(condition: string): object[] {
  return condition === ''
    ? []
    : [script('prerequest', `if (${condition}) pm.execution.skipRequest();`)];
}

/** Polls the mailbox until the mail has arrived. */
function toMailItem({ name, read, of }: PlannedMail): object {
  return {
    name,
    request: {
      method: 'GET',
      url: `{{baseUrl}}/dev/mailbox?to={{${of}}}`,
      header: [],
      auth: { type: 'noauth' },
    },
    response: [],
    event: [script('test', read === 'none' ? NOTE_MAILBOX : readMail(read))],
  };
}

const NOTE_MAILBOX = `const [latest] = pm.response.json().messages;
pm.collectionVariables.set('since', latest ? latest.sent_at : '');`;

const readMail = (read: PlannedMail['read']) => `const wanted = '${read}';
const since = pm.collectionVariables.get('since');
const { messages } = pm.response.json();
${FIND_MAIL}
const mail = findMail(messages);
const kept = mail ? secretOf(mail) : {};
${SET_KEPT}
const looks = Number(pm.collectionVariables.get('looks')) + 1;
const again = !mail && looks < ${LOOKS};
pm.collectionVariables.set('looks', again ? looks : 0);
if (mail) pm.collectionVariables.set('since', mail.sent_at);
if (again) {
  pm.execution.setNextRequest(pm.info.requestId);
  setTimeout(() => {}, ${PAUSE});
} else pm.test('the mail has arrived', () => pm.expect(mail).to.be.an('object'));`;

function script(listen: 'prerequest' | 'test', text: string): object {
  return { listen, script: { type: 'text/javascript', exec: text.split('\n') } };
}

function authOf({ scheme, bearer }: PlannedRequest): object {
  const values = (pairs: Record<string, string>) =>
    Object.entries(pairs).map(([key, value]) => ({ key, value, type: 'string' }));
  if (scheme === 'bearer') return { type: 'bearer', bearer: values({ token: `{{${bearer}}}` }) };
  if (scheme === 'client')
    return {
      type: 'basic',
      basic: values({ username: '{{clientId}}', password: '{{clientSecret}}' }),
    };
  return { type: 'noauth' };
}
