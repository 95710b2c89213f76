import type { RequestListener } from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openSite } from './site.ts';
import type { Client, World } from './world.ts';

/** Serves the app of `spa.ts`: the same page at every path. */
async function createApp(authority: string, { id }: Client): Promise<RequestListener> {
  const entryPoints = [path.join(import.meta.dirname, 'spa.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'iife' });
  const client = JSON.stringify({ authority, client_id: id });
  const html = `<!doctype html><title>app</title><script>client = ${client}</script>`;
  return ({ url }, response) =>
    url === '/app.js'
      ? response.setHeader('Content-Type', 'text/javascript').end(outputFiles[0]?.text)
      : response
          .setHeader('Content-Type', 'text/html')
          .end(`${html}<body><script src="/app.js"></script>`);
}

/** Runs an expression in the app. Returns what it comes to, or the `error` of its refusal. */
const run = <T>(page: Page, expression: string): Promise<T> =>
  page.evaluate(`(async () => {
    await settled;
    return ${expression};
  })().catch((error) => ({ error: error.error ?? String(error) }))`);

/** A user as the library holds one, or an error. */
type Answer = {
  access_token?: string;
  refresh_token?: string;
  profile?: { email?: string };
  isNew?: boolean;
  error?: string;
};

/** A public app, which is reached at `origin`. */
async function register(world: World, origin: string): Promise<Client> {
  const uris = ['callback', 'silent'].flatMap((tail) => ['--redirect-uri', `${origin}/${tail}`]);
  const goodbye = ['--post-logout-redirect-uri', `${origin}/`];
  return world.addClient('App', '--public', '--access-token-ttl', '60', ...uris, ...goodbye);
}

const FRAME = 'await manager.signinSilent({ forceIframeAuth: true })';

/** The round on a site with TLS, which is another site than the service. */
async function tryElsewhere(world: World) {
  const { issuer, check, newVisitor, serveSecurely } = world;
  const origin = 'https://spa.example';
  serveSecurely('spa.example', await createApp(issuer, await register(world, origin)));
  const { page, person, go, close } = await newVisitor();
  const lead = (act: string) => go(() => run(page, `void manager.${act}()`));
  try {
    await page.goto(origin);
    const { pressed } = await lead('signinRedirect');
    const user = await run<Answer>(page, 'await manager.getUser()');
    check(
      'oidc-client-ts: signs in by redirect, with user info',
      pressed.join() === 'sign in,allow' && user.profile?.email === person.email,
      JSON.stringify(user.error ?? user.profile),
    );
    const { isNew, error } = await run<Answer>(page, 'await renewed');
    check('oidc-client-ts: renews by itself with the refresh token', isNew === true, error);
    const framed = await run<Answer>(page, FRAME);
    // The cookie of the service does not come along in a frame of another site.
    check('oidc-client-ts: a frame is answered', framed.error === 'login_required', framed.error);

    await run(page, 'manager.stopSilentRenew()');
    const held = await run<Answer>(page, 'await manager.signinSilent()');
    await run(page, 'await manager.revokeTokens()');
    const headers = { Authorization: `Bearer ${held.access_token}` };
    const { status } = await fetch(`${issuer}/oauth/userinfo`, { headers });
    check('oidc-client-ts: revokes', held.error === undefined && status === 401, held.error);
    const out = await lead('signoutRedirect');
    const isBack = out.end.href.startsWith(`${origin}/`) && out.pressed.length === 0;
    check('oidc-client-ts: a sign-out leads back', isBack, `${out.end} ${out.pressed}`);
    const again = await lead('signinRedirect');
    check('oidc-client-ts: and ends the session', again.pressed.join() === 'sign in');
  } finally {
    await close();
  }
}

/** An app in development: of the same site as the service, on the machine itself. */
async function tryNearby(world: World) {
  const site = await openSite();
  site.serve(await createApp(world.issuer, await register(world, site.origin)));
  const { page, go, close } = await world.newVisitor();
  try {
    await page.goto(site.origin);
    await go(() => run(page, 'void manager.signinRedirect()'));
    const renewed = await run<Answer>(page, 'await manager.signinSilent()');
    const framed = await run<Answer>(page, FRAME);
    world.check(
      'oidc-client-ts: on localhost it renews too, and a frame is told to ask',
      renewed.refresh_token !== undefined && framed.error === 'consent_required',
      `${renewed.error} ${framed.error}`,
    );
  } finally {
    await close();
    site.close();
  }
}

export const tryOidcClientTs = async (world: World) =>
  void (await Promise.all([tryElsewhere(world), tryNearby(world)]));
