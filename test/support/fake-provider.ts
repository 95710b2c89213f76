import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';
import {
  type Account,
  type Endpoint,
  makeSigningKey,
  type SigningKey,
  TENANT,
  WHOLE,
} from './fake-provider/account.ts';
import { makeIdToken, profileOf } from './fake-provider/tokens.ts';
import { answerTrouble } from './fake-provider/trouble.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the fake providers. */
    fakeProvider: string;
  }
}

type Grant = { params: URLSearchParams; used: boolean };
/** A request that an account got, as tests look at it. */
export type Asked = {
  endpoint: Endpoint;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};
type Known = {
  account: Account;
  key: SigningKey;
  grants: Map<string, Grant>;
  tokens: Set<string>;
  asked: Asked[];
};
type Call = {
  base: string;
  known: Known;
  url: URL;
  incoming: IncomingMessage;
  response: ServerResponse;
};

/** A change of an account; `rotate` gives it a new key, and withdraws the old one. */
export type Change = Partial<Account> & { rotate?: boolean };

const knowns = new Map<string, Known>();
let counter = 0;
function unique(kind: string): string {
  counter += 1;
  return `${kind}-${process.pid}-${counter}`;
}

function send(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/** Where an account says that it is; Microsoft's is for everybody. */
const pathOf = ({ shape }: Account) => (shape === 'microsoft' ? '/common/v2.0' : '');

/** The issuer that its metadata names. */
const namedIssuer = ({ base, known: { account } }: Call): string => {
  if (account.faults.includes('other_issuer')) return 'https://accounts.elsewhere.test';
  return account.shape === 'microsoft' ? `${base}/{tenantid}/v2.0` : base;
};
const tokenIssuer = ({ base, known: { account } }: Call): string =>
  account.shape === 'microsoft' ? `${base}/${account.person.tid ?? TENANT}/v2.0` : base;

function metadata(call: Call): void {
  const { account } = call.known;
  const has = (fault: Account['faults'][number]) => account.faults.includes(fault);
  const at = has('http_endpoints') ? 'http://elsewhere.test' : call.base;
  const endpoints = {
    authorization_endpoint: `${at}/authorize`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/keys`,
    ...(account.shape === 'openid' ? { userinfo_endpoint: `${at}/userinfo` } : {}),
  };
  send(call.response, {
    issuer: namedIssuer(call),
    ...(has('no_endpoints') ? {} : endpoints),
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: account.shape === 'openid',
    token_endpoint_auth_methods_supported:
      account.shape === 'openid'
        ? ['client_secret_basic', 'client_secret_post', 'none']
        : ['client_secret_post'],
    ...account.metadata,
  });
}

function keys(call: Call): void {
  const { account, key } = call.known;
  const issuer = account.faults.includes('foreign_key_issuer')
    ? `${call.base}/99999999-2222-3333-4444-555555555555/v2.0`
    : `${call.base}/{tenantid}/v2.0`;
  const jwk = account.shape === 'microsoft' ? { ...key.publicJwk, issuer } : key.publicJwk;
  send(call.response, { keys: account.faults.includes('no_keys') ? 'none' : [jwk] });
}

const escapeText = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const fieldsOf = (values: Iterable<[string, string]>) =>
  [...values]
    .map(
      ([name, value]) =>
        `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`,
    )
    .join('');

function sendPage(response: ServerResponse, body: string): void {
  response
    .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><html lang="en"><title>Fake provider</title><main>${body}</main></html>`);
}

/** The page of consent: a button to go on, and one to cancel. */
function authorize(call: Call): void {
  const decision = call.url.searchParams.get('decision');
  if (decision === null) showConsent(call);
  else decide(call, decision);
}

function showConsent({ url, known, response }: Call): void {
  const { name, login, email, sub } = known.account.person;
  const who = String(name ?? login ?? email ?? sub);
  const hidden = fieldsOf(url.searchParams);
  sendPage(
    response,
    `<h1>Sign in to ${escapeText(known.account.clientId)}</h1><form method="get">${hidden}` +
      `<button name="decision" value="continue">Continue as ${escapeText(who)}</button>` +
      `<button name="decision" value="cancel">Cancel</button></form>`,
  );
}

function decide(call: Call, decision: string): void {
  const { account, grants } = call.known;
  const params = new URLSearchParams(call.url.searchParams);
  const answer = new URLSearchParams({ state: params.get('state') ?? '' });
  const has = (fault: Account['faults'][number]) => account.faults.includes(fault);
  if (has('wrong_state')) answer.set('state', 'another');
  const refusal =
    decision === 'cancel'
      ? account.shape === 'apple'
        ? 'user_cancelled_authorize'
        : 'access_denied'
      : account.refuses;
  if (refusal !== null) answer.set('error', refusal);
  else {
    const code = unique('code');
    grants.set(code, { params, used: false });
    if (!has('no_code')) answer.set('code', code);
    if (has('two_codes')) answer.append('code', unique('code'));
    if (has('implicit')) answer.set('id_token', 'x.y.z');
    if (account.shape === 'apple' && account.person.user !== undefined)
      answer.set('user', JSON.stringify(account.person.user));
  }
  const issuer = account.shape === 'github' ? `${call.base}/login/oauth` : tokenIssuer(call);
  if (['openid', 'github'].includes(account.shape) && !has('no_iss_param'))
    answer.set('iss', issuer);
  if (has('wrong_iss_param')) answer.set('iss', 'https://accounts.elsewhere.test');
  leadBack(call, params, answer);
}

function leadBack({ response }: Call, params: URLSearchParams, answer: URLSearchParams): void {
  const target = params.get('redirect_uri') ?? '';
  if (params.get('response_mode') === 'form_post') {
    sendPage(
      response,
      `<form method="post" action="${escapeText(target)}">${fieldsOf(answer)}</form>` +
        '<script>document.forms[0].submit()</script>',
    );
    return;
  }
  const url = new URL(target);
  for (const [name, value] of answer) url.searchParams.append(name, value);
  response.writeHead(302, { Location: url.href }).end();
}

async function token(call: Call, body: string): Promise<void> {
  const { key, grants, tokens } = call.known;
  const params = new URLSearchParams(body);
  const account = whoseIs(call.known, grants.get(params.get('code') ?? ''));
  const isGithub = account.shape === 'github';
  const refuse = (error: string) => send(call.response, { error }, isGithub ? 200 : 400);
  if (account.tokenError !== null) return refuse(account.tokenError);
  if (!isClient(call, params)) return refuse('invalid_client');
  const grant = grants.get(params.get('code') ?? '');
  if (grant === undefined || !isFor(grant, params)) return refuse('invalid_grant');
  if (grant.used && !account.faults.includes('codes_twice')) return refuse('invalid_grant');
  grant.used = true;
  const accessToken = unique('access-token');
  tokens.add(accessToken);
  const granted = { nonce: grant.params.get('nonce'), issuer: tokenIssuer(call), accessToken };
  const idToken =
    isGithub || account.faults.includes('no_id_token')
      ? {}
      : { id_token: await makeIdToken(account, key, granted) };
  const access = account.faults.includes('no_access_token') ? {} : { access_token: accessToken };
  send(call.response, { ...access, token_type: 'bearer', ...idToken });
}

/** The account with the person whom `as`, in JSON, named at the button; else with its own. */
function whoseIs({ account }: Known, grant: Grant | undefined): Account {
  const said = grant?.params.get('as') ?? null;
  return said === null ? account : { ...account, person: JSON.parse(said) as Account['person'] };
}

/** Whether a request proves to be the client; Apple's secret is a token, which tests look at. */
function isClient({ known: { account }, incoming }: Call, params: URLSearchParams): boolean {
  const [id, secret] = credentialsOf(incoming, params);
  if (id !== account.clientId) return false;
  return account.shape === 'apple'
    ? (secret ?? '').split('.').length === 3
    : secret === account.secret;
}

function credentialsOf(
  { headers }: IncomingMessage,
  params: URLSearchParams,
): [string | null, string | null] {
  const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  if (basic === undefined) return [params.get('client_id'), params.get('client_secret')];
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

/** Whether a code is exchanged where it was asked for, by the one who asked (RFC 7636 §4.6). */
function isFor({ params: asked }: Grant, params: URLSearchParams): boolean {
  const verifier = params.get('code_verifier') ?? '';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return (
    challenge === asked.get('code_challenge') &&
    params.get('redirect_uri') === asked.get('redirect_uri')
  );
}

function about(call: Call, value: unknown): void {
  const [, bearer = ''] = /^Bearer (.+)$/.exec(call.incoming.headers.authorization ?? '') ?? [];
  if (call.known.tokens.has(bearer)) send(call.response, value);
  else send(call.response, { message: 'Bad credentials' }, 401);
}

function userinfo(call: Call): void {
  const { account } = call.known;
  const sub = account.faults.includes('other_userinfo') ? 'somebody-else' : account.person.sub;
  about(call, { sub, ...profileOf(account) });
}

function user(call: Call): void {
  const { faults, person } = call.known.account;
  const { emails: _, ...rest } = person;
  if (faults.includes('no_id')) about(call, { ...rest, id: undefined });
  else about(call, faults.includes('text_id') ? { ...rest, id: 'text' } : rest);
}

function emails(call: Call): void {
  const { emails: list } = call.known.account.person;
  if (list === undefined) send(call.response, { message: 'Not Found' }, 404);
  else about(call, list);
}

const ROUTES: Record<string, Endpoint | 'authorize'> = {
  '/.well-known/openid-configuration': 'metadata',
  '/common/v2.0/.well-known/openid-configuration': 'metadata',
  '/keys': 'keys',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/authorize': 'authorize',
  '/login/oauth/authorize': 'authorize',
  '/login/oauth/access_token': 'token',
  '/api/v3/user': 'user',
  '/api/v3/user/emails': 'emails',
};
const ANSWERS = { metadata, keys, token, userinfo, user, emails };

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`);
  const [, name = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (name === 'control') return control(rest.slice(1), incoming, response);
  const known = knowns.get(name);
  const route = ROUTES[rest];
  if (known === undefined || route === undefined) return send(response, {}, 404);
  const call = { base: `${url.origin}/${name}`, known, url, incoming, response };
  if (route === 'authorize') return authorize(call);
  const body = await text(incoming);
  known.asked.push({ endpoint: route, headers: incoming.headers, body });
  const trouble = known.account.troubles[route];
  if (trouble !== undefined) return answerTrouble(trouble, response);
  await ANSWERS[route](call, body);
}

/** `PUT` changes an account, which begins as a sound one; `GET` shows it with what it was asked. */
async function control(name: string, incoming: IncomingMessage, response: ServerResponse) {
  if (incoming.method === 'PUT') {
    const { rotate = false, ...change } = JSON.parse(await text(incoming)) as Change;
    const before = knowns.get(name);
    const key = before === undefined || rotate ? await makeSigningKey() : before.key;
    const account = { ...(before?.account ?? WHOLE), ...change };
    const fresh = { grants: new Map(), tokens: new Set<string>(), asked: [] };
    knowns.set(name, { ...(before ?? fresh), account, key });
  }
  const known = knowns.get(name);
  if (known === undefined) return send(response, {}, 404);
  const origin = `http://${incoming.headers.host}`;
  send(response, {
    issuer: `${origin}/${name}${pathOf(known.account)}`,
    account: known.account,
    asked: known.asked,
  });
}

/** Starts the fake providers on this machine, at any free port; returns their URL. */
export async function startFakeProviders(): Promise<{ url: string; stop: () => void }> {
  const server: Server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url, stop };
}

/** Starts them for tests in workerd. */
export async function setup(project: TestProject): Promise<() => void> {
  const { url, stop } = await startFakeProviders();
  project.provide('fakeProvider', url);
  return stop;
}
