import { createHash, randomBytes } from 'node:crypto';
import { type Answer, StepError, wanted } from './http.ts';
import type { App, World } from './invariant.ts';
import { keepCookies, open, send, signedInVisitor, type Visitor } from './pages.ts';

/** A code, and what its app keeps to itself. */
export type AskedCode = { code: string; verifier: string };
export type Grant = { access: string; refresh: string };

export const SCOPE = 'openid offline_access';
const CONTINUE = '/oauth/continue';

/** Throws {@link StepError} where the operator has named none: then nothing is measured. */
export function appOf({ app }: World): App {
  if (app === null) throw new StepError('no --client is given');
  return app;
}

/** The path of a request of the app for a code, with what `changes` says. */
export function authorizePath(
  app: App,
  verifier: string,
  changes: Record<string, string> = {},
): string {
  const query = new URLSearchParams({
    client_id: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: SCOPE,
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  return `/oauth/authorize?${query}`;
}

export const freshVerifier = (): string => randomBytes(32).toString('base64url');

/** Where an answer leads to: by its status, or as a page that goes on by itself. */
export const leadsTo = ({ headers, text }: Answer): string | null =>
  headers.get('location') ??
  /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ??
  null;

/** Follows a request of the app through pages of ours, and allows what is asked for. */
export async function askAs(world: World, visitor: Visitor, path: string): Promise<Answer> {
  const asked = await open(world, visitor, path);
  const to = leadsTo(asked);
  if (to === null || !to.startsWith(CONTINUE)) return asked;
  const page = await open(world, visitor, to);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1];
  const [csrf_token, request, user] = ['csrf_token', 'request', 'user'].map(field);
  if (csrf_token === undefined || request === undefined || user === undefined) return page;
  const form = { csrf_token, request, user, choice: 'allow' };
  const allowed = await send(world, visitor, CONTINUE, { form });
  keepCookies(visitor, allowed);
  return allowed;
}

/** A code for somebody who is signed in. */
export async function codeFor(world: World): Promise<AskedCode> {
  const app = appOf(world);
  const visitor = await signedInVisitor(world);
  const verifier = freshVerifier();
  const answer = await askAs(world, visitor, authorizePath(app, verifier));
  const to = URL.parse(leadsTo(answer) ?? '');
  const code = to?.searchParams.get('code');
  if (!code) throw new StepError(`authorize answered ${answer.status} without a code`);
  return { code, verifier };
}

/** Exchanges a code; `changes` replace what the app sends, and an empty value leaves it out. */
export function exchange(
  world: World,
  { code, verifier }: AskedCode,
  changes: Record<string, string> = {},
): Promise<Answer> {
  const app = appOf(world);
  const fields = {
    grant_type: 'authorization_code',
    client_id: app.id,
    redirect_uri: app.redirectUri,
    code_verifier: verifier,
    code,
    ...changes,
  };
  const sent = Object.entries(fields).filter(([, value]) => value !== '');
  return world.call('POST', '/oauth/token', { form: Object.fromEntries(sent) });
}

export const refreshGrant = (world: World, refresh: string): Promise<Answer> =>
  world.call('POST', '/oauth/token', {
    form: { grant_type: 'refresh_token', client_id: appOf(world).id, refresh_token: refresh },
  });

/** What the app may do for somebody from now on. */
export async function grantFor(world: World): Promise<Grant> {
  const { body } = wanted('/oauth/token', await exchange(world, await codeFor(world)));
  const { access_token: access, refresh_token: refresh } = body;
  if (typeof access !== 'string' || typeof refresh !== 'string')
    throw new StepError('the app gets no refresh token: register it with offline_access');
  return { access, refresh };
}

export const userInfo = (world: World, token: string): Promise<Answer> =>
  world.call('GET', '/oauth/userinfo', { token });
