import express from 'express';
import session from 'express-session';
import * as openid from 'openid-client';
import { openSite } from './site.ts';
import type { Client, World } from './world.ts';

/** A web app whose server signs people in by openid-client, as its README does. */
async function createApp(issuer: string, origin: string, { id, secret }: Client) {
  // Only for a service without TLS, as `npm run dev` is.
  const execute = [openid.allowInsecureRequests];
  const auth = openid.ClientSecretBasic(secret);
  const config = await openid.discovery(new URL(issuer), id, undefined, auth, { execute });
  const app = express().set('env', 'test');
  app.use(session({ secret: 'of the app', resave: false, saveUninitialized: false }));

  app.get('/login', async ({ session }, response) => {
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
    session.checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const to = openid.buildAuthorizationUrl(config, {
      redirect_uri: `${origin}/callback`,
      scope: 'openid email offline_access',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    response.redirect(to.href);
  });
  app.get('/callback', async ({ session, originalUrl }, response) => {
    const here = new URL(originalUrl, origin);
    const tokens = await openid.authorizationCodeGrant(config, here, session.checks ?? {});
    session.tokens = tokens;
    session.sub = tokens.claims()?.sub ?? '';
    response.redirect('/');
  });
  app.get('/', async ({ session: { tokens, sub = '' } }, response) => {
    if (tokens === undefined) return void response.json({});
    response.json(await openid.fetchUserInfo(config, tokens.access_token, sub));
  });
  app.get('/refresh', async ({ session }, response) => {
    const { tokens: former } = session;
    const fresh = await openid.refreshTokenGrant(config, former?.refresh_token ?? '');
    session.tokens = { ...former, ...fresh };
    response.json(session.tokens);
  });
  app.get('/logout', async ({ session }, response) => {
    const { tokens } = session;
    delete session.tokens;
    await openid.tokenRevocation(config, tokens?.refresh_token ?? '');
    const to = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens?.id_token ?? '',
      post_logout_redirect_uri: `${origin}/`,
    });
    response.redirect(to.href);
  });
  return { app, config };
}

/** A confidential web app, from its first sign-in to its sign-out. */
export async function tryOpenidClient({ issuer, check, addClient, newVisitor }: World) {
  const site = await openSite();
  const { page, person, go, close } = await newVisitor();
  const client = await addClient(
    ...(['Web app', '--redirect-uri', `${site.origin}/callback`] as const),
    ...['--post-logout-redirect-uri', `${site.origin}/`],
  );
  const { app, config } = await createApp(issuer, site.origin, client);
  site.serve(app);
  const shown = async () => JSON.parse(await page.innerText('body')) as Record<string, string>;
  const state = (token = '') => openid.tokenIntrospection(config, token);
  try {
    const { pressed } = await go(`${site.origin}/login`);
    check('openid-client: the hosted pages lead back', pressed.join() === 'sign in,allow');
    const { email } = await shown();
    check('openid-client: ID token and user info hold', email === person.email, email);

    await go(`${site.origin}/refresh`);
    const fresh = await shown();
    const { active, scope } = await state(fresh.access_token);
    check('openid-client: refreshes', active && scope === 'openid email offline_access');

    const out = await go(`${site.origin}/logout`);
    const left = out.end.href === `${site.origin}/` && out.pressed.length === 0;
    check('openid-client: a sign-out leads back', left, out.end.href);
    const revoked = await state(fresh.access_token);
    check('openid-client: and has revoked the grant', !revoked.active);
    const again = await go(`${site.origin}/login`);
    check('openid-client: and ended the session', again.pressed[0] === 'sign in');
  } finally {
    await close();
    site.close();
  }
}
