import * as oauth from 'oauth4webapi';
import { createWorld } from '../oauth/world.ts';
import { newcomer } from './people.ts';
import { buttonOf, CONTINUE, type Visitor, visit, type World } from './world.ts';

const named = (what: string) => `OAuth app: ${what}`;
const ALLOW = 'button[name=choice][value=allow]';
/** Only for a service without TLS, as `npm run dev` is. */
const INSECURE = { [oauth.allowInsecureRequests]: true };

/** An app whose people sign in by a provider on the way. */
export async function storyOfAnApp(world: World): Promise<void> {
  const { check, providers, app } = world;
  const person = newcomer();
  await providers.be('shop', person);
  const program = await createProgram(world);
  const authorize = `${providers.origin}/shop/authorize`;

  const visitor = await visit(world);
  const first = await program.begin(visitor);
  await visitor.press(buttonOf('shop'), authorize);
  await visitor.press(CONTINUE, '/oauth/continue');
  await visitor.press(ALLOW, `${app}/callback`);
  const email = await first.end();
  check(named('a button on the way leads to consent and a code'), email === person.email, email);
  await visitor.close();

  const hinted = await visit(world, { script: false });
  const second = await program.begin(hinted, { idp_hint: 'shop' });
  const { href } = new URL(hinted.page.url());
  check(named('idp_hint leads straight to the provider'), href.startsWith(authorize), href);
  await hinted.press(CONTINUE, '/oauth/continue');
  await hinted.press(ALLOW, `${app}/callback`);
  const again = await second.end();
  check(named('and then to the same person'), again === person.email, again);
  await hinted.close();

  const unknown = await visit(world);
  await program.begin(unknown, { idp_hint: 'nobody' });
  const { pathname } = new URL(unknown.page.url());
  check(named('an unknown idp_hint leads to sign in'), pathname === '/sign-in', pathname);
  await unknown.close();
}

/** A program on a machine of its own, as the documentation of oauth4webapi writes it. */
async function createProgram({ url, app, server: dev, browser, check }: World) {
  const sites = { serve: () => Promise.reject(new Error('no site is needed')), flags: [] };
  const deps = { server: dev, browser, sites: { ...sites, close: () => undefined }, check };
  const redirectUri = `${app}/callback`;
  const options = ['--redirect-uri', redirectUri, '--public'];
  const { id } = await createWorld(deps).addClient('Shop', ...options);
  const found = await oauth.discoveryRequest(new URL(url), INSECURE);
  const server = await oauth.processDiscoveryResponse(new URL(url), found);
  const client: oauth.Client = { client_id: id };

  return {
    async begin({ page }: Visitor, more: Record<string, string> = {}) {
      const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
      const to = new URL(server.authorization_endpoint ?? '');
      to.search = new URLSearchParams({
        client_id: id,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        ...more,
      }).toString();
      await page.goto(to.href);
      return {
        /** Takes the answer that the page is at for tokens; returns whose they are. */
        async end(): Promise<string> {
          const params = oauth.validateAuthResponse(server, client, new URL(page.url()), state);
          const ask = [server, client, oauth.None(), params, redirectUri, verifier] as const;
          const answer = await oauth.authorizationCodeGrantRequest(...ask, INSECURE);
          const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
          const { sub = '' } = oauth.getValidatedIdTokenClaims(tokens) ?? {};
          const asked = await oauth.userInfoRequest(server, client, tokens.access_token, INSECURE);
          return (await oauth.processUserInfoResponse(server, client, sub, asked)).email ?? '';
        },
      };
    },
  };
}
