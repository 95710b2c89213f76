import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { openSite } from './site.ts';
import type { Client, World } from './world.ts';

type User = { id: string; email: string | undefined };

/** An Express app that signs people in by passport-openidconnect, as its README and example do. */
function createApp(issuer: string, { id, secret }: Client) {
  const strategy = new OpenIDConnectStrategy(
    {
      issuer,
      authorizationURL: `${issuer}/oauth/authorize`,
      tokenURL: `${issuer}/oauth/token`,
      userInfoURL: `${issuer}/oauth/userinfo`,
      clientID: id,
      clientSecret: secret,
      callbackURL: '/cb',
      scope: ['email'],
      // True or not; its types, which are another package's, want a text.
      nonce: 'true',
      skipUserProfile: false,
    } as OpenIDConnectStrategy.StrategyOptions,
    (_issuer: string, { id, emails }: OpenIDConnectStrategy.Profile, done: Done) =>
      done(null, { id, email: emails?.[0]?.value }),
  );
  const passports = new passport.Passport().use(strategy);
  passports.serializeUser((user, done) => done(null, user));
  passports.deserializeUser((user: User, done) => done(null, user));

  const app = express().set('env', 'test');
  app.use(session({ secret: 'of the app', resave: false, saveUninitialized: false }));
  app.use(passports.session());
  app.get('/login', passports.authenticate('openidconnect'));
  app.get('/cb', passports.authenticate('openidconnect', { successRedirect: '/' }));
  app.get('/', ({ user = {} }, response) => void response.json(user));
  app.get('/logout', (request, response, next) =>
    request.logout((error) => (error ? next(error) : response.redirect('/'))),
  );
  return app;
}
type Done = (error: Error | null, user: User) => void;

/** It sends no PKCE, so its client is registered without, and `nonce` takes its place. */
export async function tryPassport({ issuer, check, addClient, newVisitor }: World) {
  const site = await openSite();
  const { page, person, go, close } = await newVisitor();
  const uri = ['--redirect-uri', `${site.origin}/cb`];
  // It sends the secret in the form, as most clients of OAuth 2.0 of its time.
  const how = ['--auth-method', 'client_secret_post', '--no-pkce'];
  const client = await addClient('Older app', ...uri, ...how);
  site.serve(createApp(issuer, client));
  const shown = async () => JSON.parse(await page.innerText('body')) as Partial<User>;
  try {
    const { pressed } = await go(`${site.origin}/login`);
    check('passport-openidconnect: the hosted pages lead back', pressed.join() === 'sign in,allow');
    const { id, email } = await shown();
    check(
      'passport-openidconnect: ID token and user info hold',
      id !== undefined && email === person.email,
      `${page.url()} ${email}`,
    );
    const bare = new URL(`${issuer}/oauth/authorize`);
    const asked = { client_id: client.id, redirect_uri: `${site.origin}/cb`, scope: 'openid' };
    bare.search = new URLSearchParams({ ...asked, response_type: 'code', state: 'x' }).toString();
    const refused = (await fetch(bare, { redirect: 'manual' })).headers.get('Location') ?? '';
    check('passport-openidconnect: without nonce it is told', refused.includes('invalid_request'));
    await go(`${site.origin}/logout`);
    check('passport-openidconnect: the app signs out', (await shown()).id === undefined);
    const again = await go(`${site.origin}/login`);
    check(
      'passport-openidconnect: and in again',
      again.pressed.join() === 'allow' && (await shown()).id === id,
    );
  } finally {
    await close();
    site.close();
  }
}
