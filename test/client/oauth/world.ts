import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createOAuth, type OAuthOptions } from '../../../src/client/oauth/index.ts';

export const ISSUER = 'https://auth.example.com';
export const APP = 'https://app.example.org';
const CALLBACK = `${APP}/callback`;

/** What a tab keeps. */
export function createStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (nth) => [...kept.keys()][nth] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}

/** A tab of a browser that goes where it is led, but loads nothing. */
export function createPage(at = `${APP}/`, storage = createStorage()) {
  const page = {
    at,
    visited: [] as string[],
    url: () => page.at,
    go: (url: string) => void page.visited.push(url),
    replace: (url: string) => {
      page.at = url;
    },
    storage,
  };
  return page;
}

/** What the service says otherwise than usual; for tests of what must be refused. */
type Twist = {
  /** What the ID token says otherwise; undefined leaves a claim out. */
  claims?: Record<string, unknown>;
  token?: (claims: JWTPayload) => Promise<string> | string;
  /** Instead of tokens; throws for a lost answer. */
  answer?: () => Response | Promise<Response>;
  body?: object;
};

const { privateKey } = await generateKeyPair('RS256');

/** A Latchkey in memory: its metadata, codes, tokens, and what it was asked. */
export async function createService() {
  const service = {
    twist: {} as Twist,
    asked: [] as { path: string; form: URLSearchParams; authorization: string | null }[],
    /** Requests to `/oauth/token`. */
    exchanges: () => service.asked.filter(({ path }) => path === '/oauth/token'),
    count: (path: string) => service.asked.filter((one) => one.path === path).length,
    metadata: metadata() as Record<string, unknown>,
    /** The metadata is not there. */
    isAway: false,
    current: 'none',
    access: 'none',
    issued: 0,
    nonce: '',
    idToken: () => idToken(),
    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname;
      const form = new URLSearchParams(request.method === 'POST' ? await request.text() : '');
      service.asked.push({ path, form, authorization: request.headers.get('Authorization') });
      if (path.startsWith('/.well-known/'))
        return service.isAway ? new Response('', { status: 502 }) : Response.json(service.metadata);
      if (path === '/oauth/token') return answerToken(form);
      if (path === '/oauth/userinfo') return answerUser(request);
      if (path === '/oauth/revoke') return new Response();
      return Response.json({ path }, { status: isGood(request) ? 200 : 401 });
    },
  };

  const isGood = (request: Request) =>
    request.headers.get('Authorization') === `Bearer ${service.access}`;
  const answerUser = (request: Request) =>
    isGood(request)
      ? Response.json({ sub: 'ada', name: 'Ada' })
      : new Response('', { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });

  async function idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: ISSUER, aud: 'spa', sub: 'ada', iat: now, exp: now + 900, auth_time: now };
    const claims = { ...usual, nonce: service.nonce, ...service.twist.claims };
    if (service.twist.token !== undefined) return service.twist.token(claims);
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);
  }

  async function answerToken(form: URLSearchParams): Promise<Response> {
    if (service.twist.answer !== undefined) return service.twist.answer();
    const isRefresh = form.get('grant_type') === 'refresh_token';
    if (isRefresh && form.get('refresh_token') !== service.current)
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    service.issued++;
    service.current = `refresh-${service.issued}`;
    service.access = `access-${service.issued}`;
    return Response.json({
      access_token: service.access,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: service.current,
      scope: 'openid profile email offline_access',
      ...(!isRefresh && { id_token: await idToken() }),
      ...service.twist.body,
    });
  }
  return service;
}
export type Service = Awaited<ReturnType<typeof createService>>;

export const unsigned = (claims: JWTPayload): string => new UnsecuredJWT(claims).encode();

/** An app in a tab. */
export function createApp(
  service: Service,
  page = createPage(),
  options: Partial<OAuthOptions> = {},
) {
  const oauth = createOAuth({
    ...{ issuer: ISSUER, clientId: 'spa', redirectUri: CALLBACK, page, fetch: service.fetch },
    ...{ apis: ['https://api.example.org'], postLogoutRedirectUri: `${APP}/bye`, ...options },
  });
  return { oauth, page };
}

/** Begins a sign-in; what was asked for. */
export async function begin({ oauth, page }: ReturnType<typeof createApp>, how = {}) {
  await oauth.signIn(how);
  return new URL(page.visited.at(-1) ?? 'none:').searchParams;
}

/** Brings an answer to a tab, as the service leads the browser back. */
export function comeBack(
  service: Service,
  page: ReturnType<typeof createPage>,
  asked: URLSearchParams,
  changes: Record<string, string | undefined> = {},
): void {
  service.nonce = asked.get('nonce') ?? '';
  const answer = { code: 'code-1', state: asked.get('state') ?? '', iss: ISSUER, ...changes };
  const to = new URL(CALLBACK);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) to.searchParams.set(name, value);
  page.at = to.href;
}

/** An app that somebody is signed in to. */
export async function signedIn(service: Service, options: Partial<OAuthOptions> = {}) {
  const app = createApp(service, createPage(), options);
  comeBack(service, app.page, await begin(app));
  await app.oauth.handleCallback();
  service.asked.length = 0;
  return app;
}

function metadata() {
  const at = (path: string) => `${ISSUER}/oauth/${path}`;
  return {
    issuer: ISSUER,
    authorization_endpoint: at('authorize'),
    token_endpoint: at('token'),
    userinfo_endpoint: at('userinfo'),
    revocation_endpoint: at('revoke'),
    end_session_endpoint: at('end-session'),
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  };
}
