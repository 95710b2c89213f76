import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of this file's servers. */
    mailProviders: { resend: string; sendgrid: string };
  }
}

/**
 * A response that replaces the provider's. `lost`: the mail is sent, the response never arrives.
 */
export type Upset =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | 'silent'
  | 'hang up'
  | 'lost';
export type SeenRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
};

type Answer = { status: number; headers?: Record<string, string>; body?: unknown };
type Account = {
  upsets: Upset[];
  seen: SeenRequest[];
  taken: Map<string, { body: string; id: string }>;
};

/**
 * Starts fakes of the sending APIs of Resend and SendGrid on this machine
 * (https://resend.com/docs/api-reference/errors,
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send). Each API key is a
 * separate account, which isolates tests; `PUT /control/{key}` sets the next responses of one,
 * `GET` returns what it sent.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const servers = [await listen(serve(answerAsResend)), await listen(serve(answerAsSendgrid))];
  const [resend = '', sendgrid = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  project.provide('mailProviders', { resend, sendgrid });
  return () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function serve(answer: (account: Account, request: SeenRequest) => Answer): Server {
  const accounts = new Map<string, Account>();
  const accountOf = (key: string) => {
    const account: Account = accounts.get(key) ?? { upsets: [], seen: [], taken: new Map() };
    accounts.set(key, account);
    return account;
  };
  return createServer(async (incoming, response) => {
    const text = await readAll(incoming);
    const controlled = /^\/control\/(.+)$/.exec(incoming.url ?? '')?.[1];
    if (controlled !== undefined)
      return control(accountOf(controlled), incoming.method === 'PUT' ? text : null, response);
    const account = accountOf(
      /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
    );
    const request = { ...describe(incoming), body: parse(text) };
    account.seen.push(request);
    const upset = account.upsets.shift();
    if (upset === 'silent') return;
    if (upset === 'hang up') return incoming.socket.destroy();
    const { status, headers, body } = typeof upset === 'object' ? upset : answer(account, request);
    if (upset === 'lost') return incoming.socket.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  });
}

function control(account: Account, upsets: string | null, response: ServerResponse): void {
  if (upsets !== null) account.upsets = JSON.parse(upsets) as Upset[];
  response.end(JSON.stringify(account.seen));
}

function describe(incoming: IncomingMessage): Omit<SeenRequest, 'body'> {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers };
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const isAddress = (value: unknown) =>
  typeof value === 'string' && /^([^<>]*<)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$/.test(value);

function answerAsResend(account: Account, { method, path, headers, body }: SeenRequest): Answer {
  const refuse = (statusCode: number, name: string, message: string) => ({
    status: statusCode,
    body: { statusCode, name, message },
  });
  if (path !== '/emails') return refuse(404, 'not_found', 'The requested endpoint does not exist.');
  if (method !== 'POST') return refuse(405, 'method_not_allowed', 'Method not allowed.');
  // Cloudflare's bot rule in front of Resend.
  if (headers['user-agent'] === undefined)
    return { status: 403, headers: { 'Content-Type': 'text/html' }, body: 'error code: 1010' };
  if (headers.authorization === undefined) return refuse(401, 'missing_api_key', 'Missing API Key');
  if (!headers.authorization.startsWith('Bearer re_'))
    return refuse(403, 'invalid_api_key', 'API key is invalid');
  for (const field of ['from', 'to', 'subject'])
    if (body[field] === undefined)
      return refuse(422, 'missing_required_field', `Missing \`${field}\` field.`);
  if (!isAddress(body.from)) return refuse(422, 'invalid_from_address', 'Invalid `from` field.');
  if (!(body.to as unknown[]).every(isAddress))
    return refuse(422, 'validation_error', `Invalid \`to\` field: ${String(body.to)}.`);

  const key = headers['idempotency-key'];
  const known = key === undefined ? undefined : account.taken.get(key);
  const text = JSON.stringify(body);
  if (known !== undefined && known.body !== text)
    return refuse(
      409,
      'invalid_idempotent_request',
      'This idempotency key has been used with another request body.',
    );
  const id = known?.id ?? randomUUID();
  if (key !== undefined) account.taken.set(key, { body: text, id });
  return { status: 200, body: { id } };
}

function answerAsSendgrid(_: Account, { method, path, headers, body }: SeenRequest): Answer {
  const refuse = (status: number, field: string | null, message: string) => ({
    status,
    body: { errors: [{ message, field, help: null }] },
  });
  if (path !== '/v3/mail/send') return refuse(404, null, 'not found');
  if (method !== 'POST') return refuse(405, null, 'method not allowed');
  if (!headers.authorization?.startsWith('Bearer SG.'))
    return refuse(401, null, 'The provided authorization grant is invalid, expired, or revoked');
  const { personalizations, from, subject, content } = body as {
    personalizations?: { to: { email: string }[] }[];
    from?: { email?: string };
    subject?: string;
    content?: { type: string; value: string }[];
  };
  const to = personalizations?.[0]?.to[0]?.email;
  if (!isAddress(to))
    return refuse(400, 'personalizations.0.to.0.email', `Does not contain a valid address: ${to}`);
  if (!isAddress(from?.email))
    return refuse(400, 'from.email', 'The from object must be provided for every email send.');
  if (subject === undefined) return refuse(400, 'subject', 'The subject is required.');
  if (content?.[0]?.type !== 'text/plain')
    return refuse(400, 'content', 'The text/plain content must come first.');
  return { status: 202, headers: { 'X-Message-Id': randomUUID() }, body: '' };
}
