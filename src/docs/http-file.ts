import type { ReadDocument } from './example-requests.ts';
import {
  OWN_VARIABLES,
  type PlannedMail,
  type PlannedRequest,
  planRun,
  type RunPlace,
  variablesOf,
} from './plan-run.ts';
import { FIND_MAIL, KEEP, LOOKS, PAUSE } from './run-scripts.ts';

/** The value of an unknown variable: httpYac does not accept empty ones. */
const UNKNOWN = 'none';

const CREDENTIALS: Record<string, (request: PlannedRequest) => string> = {
  bearer: ({ bearer }) => `Authorization: Bearer {{${bearer}}}`,
  client: () => 'Authorization: Basic {{clientId}} {{clientSecret}}',
  cronSecret: () => 'X-Cron-Secret: {{cronSecret}}',
};

/**
 * Converts the requests of an OpenAPI document to a `.http` file. httpYac runs it from top to
 * bottom (`httpyac send --all`): a script stores values from responses and mails. The REST Client
 * of VS Code, which runs no scripts, reads the same values from named requests; to httpYac those
 * lines are a comment.
 */
export function toHttpFile(document: ReadDocument, place: RunPlace): string {
  const variables = {
    ...variablesOf(place.baseUrl),
    ...Object.fromEntries([...OWN_VARIABLES, ...HTTPYAC_VARIABLES].map((name) => [name, UNKNOWN])),
  };
  const chapters = planRun(document, place).map(({ title, parts }) =>
    [
      `###\n# ${title}\n`,
      ...parts.map((part) => (part.kind === 'mail' ? toMail(part) : toRequest(part))),
    ].join('\n'),
  );
  return [
    `# ${document.info.title}\n# ${HINT}\n`,
    `${Object.entries(variables)
      .map(([name, value]) => `@${name} = ${value}`)
      .join('\n')}\n`,
    `/*\n${REST_CLIENT.join('\n')}\n*/\n`,
    `{{@response\n${SCRIPT}\n}}\n`,
    ...chapters,
  ].join('\n');
}

const HINT =
  'httpYac sends all requests in this order, and skips those that need a variable that is "none".';

// Names of requests whose responses contain what the others need.
const REST_CLIENT = [
  '@accessToken = {{logIn_client.response.body.access_token}}',
  '@refreshToken = {{logIn_client.response.body.refresh_token}}',
  '@mfaToken = {{logIn_second_factor.response.body.mfa_token}}',
  '@token = {{verifyEmail_code.response.body.exchange_token}}',
  '@code = {{mailbox.response.body.messages[0].code}}',
  '@userId = {{register.response.body.user_id}}',
  '@sessionId = {{listSessions.response.body.sessions[1].id}}',
  '@passkeyId = {{listPasskeys.response.body.passkeys[0].id}}',
  '@oauthClientId = {{registerClient.response.body.client_id}}',
];

const HTTPYAC_VARIABLES = ['since'];

// In httpYac, `exports` sets variables of later requests; `httpRegion` is the request and its tags.
const SCRIPT = `const body = response.parsedBody ?? {};
const wanted = httpRegion.metaData.mail;
if (!wanted) {
  ${indent(KEEP)}
  for (const [name, value] of Object.entries(kept)) if (value !== undefined) exports[name] = value;
} else if (wanted === 'none') {
  exports.since = (body.messages[0] ?? { sent_at: '' }).sent_at;
} else {
  ${indent(FIND_MAIL)}
  let mail = findMail(body.messages);
  for (let looks = 1; !mail && looks < ${LOOKS}; looks++) {
    await sleep(${PAUSE});
    mail = findMail((await (await fetch(request.url)).json()).messages);
  }
  test('the mail has arrived', () => {
    if (!mail) throw new Error('no mail');
  });
  if (mail) Object.assign(exports, secretOf(mail), { since: mail.sent_at });
}`;

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

function toRequest(request: PlannedRequest): string {
  const { id, name, description, method, target, scheme, body, needs, runs } = request;
  const credentials = CREDENTIALS[scheme ?? '']?.(request);
  const missing = needs.map((variable) => `${variable} === '${UNKNOWN}'`).join(' || ');
  const disabled = runs ? missing : 'true';
  const lines = [
    `### ${name}`,
    `# ${description}`,
    `# @name ${id.replace('.', '_')}`,
    ...(disabled === '' ? [] : [`# @disabled ${disabled}`]),
    `${method} {{baseUrl}}${target}`,
    ...(credentials === undefined ? [] : [credentials]),
    ...(body === null ? [] : ['Content-Type: application/json', '', body]),
  ];
  return `${lines.join('\n')}\n`;
}

function toMail({ name, read, of }: PlannedMail): string {
  const lines = [
    `### ${name}`,
    '# @name mailbox',
    `# @mail ${read}`,
    `GET {{baseUrl}}/dev/mailbox?to={{${of}}}`,
  ];
  return `${lines.join('\n')}\n`;
}
