import { startBrowser } from '../browser.ts';
import { createChecks } from '../checks.ts';
import { startDevServer } from '../dev-server.ts';
import { tryBadgateway } from './badgateway.ts';
import { checkDocument } from './document.ts';
import { tryNativeApp } from './native-app.ts';
import { tryOauth4webapi } from './oauth4webapi.ts';
import { tryOidcClientTs } from './oidc-client-ts.ts';
import { tryOpenidClient } from './openid-client.ts';
import { tryPassport } from './passport.ts';
import { tryAuthlib, tryRequestsOauthlib } from './python.ts';
import { openSecureSites } from './secure-sites.ts';
import { createWorld, type World } from './world.ts';

// The full round with each library of src/oauth/libraries.md, set up as its documentation says:
// against `npm run dev`, with the hosted pages pressed in Chromium. `ONLY` takes those whose name
// has that.
const ROUNDS: Record<string, (world: World) => Promise<void>> = {
  'openid-client': tryOpenidClient,
  oauth4webapi: tryOauth4webapi,
  'oidc-client-ts': tryOidcClientTs,
  'a native app': tryNativeApp,
  '@badgateway/oauth2-client': tryBadgateway,
  'passport-openidconnect': tryPassport,
  Authlib: tryAuthlib,
  'requests-oauthlib': tryRequestsOauthlib,
};

const { check, finish } = createChecks();
checkDocument(check, Object.keys(ROUNDS));
const server = await startDevServer(['--var', 'RATE_LIMITS:off']);
const sites = await openSecureSites();
const browser = await startBrowser(sites.flags);
try {
  const world = createWorld({ server, browser, sites, check });
  const { ONLY = '' } = process.env;
  const chosen = Object.entries(ROUNDS).filter(([name]) => name.includes(ONLY));
  // What stops a round is one more thing that does not hold.
  const rounds = chosen.map(([name, round]) =>
    round(world).catch((error: unknown) => check(`${name}: the round`, false, String(error))),
  );
  await Promise.all(rounds);
} finally {
  await browser.close();
  await server.stop();
  sites.close();
}
finish();
