import { startBrowser } from './browser.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { storyOfAnApp } from './social/app.ts';
import { storyOfApple } from './social/apple.ts';
import { storyOfConnections } from './social/connections.ts';
import { storyOfGoogle } from './social/google.ts';
import { storyOfOpenid } from './social/openid.ts';
import { serveProviders } from './social/providers.ts';
import { storyOfTabs } from './social/tabs.ts';
import { storyOfTroubles } from './social/troubles.ts';
import { storyOfGithub, storyOfMicrosoft } from './social/unvouched.ts';
import { serveApp, type World } from './social/world.ts';

// Signing in with providers in a real browser: one story for each shape of provider, and for what
// goes wrong. The service is on localhost; providers and the app are on 127.0.0.1, another site, so
// that cookies go along only where browsers send them. `ONLY=Apple` takes some stories,
// `SCREENSHOTS=folder` takes a picture of each page.
const STORIES: Record<string, (world: World) => Promise<void>> = {
  async OpenID(world) {
    await storyOfOpenid(world, { script: true });
    await storyOfOpenid(world, { script: false });
  },
  Google: storyOfGoogle,
  Apple: storyOfApple,
  GitHub: storyOfGithub,
  Microsoft: storyOfMicrosoft,
  connections: storyOfConnections,
  troubles: storyOfTroubles,
  tabs: storyOfTabs,
  'OAuth app': storyOfAnApp,
};
/** So many at once: each waits for the service most of the time. */
const LANES = 3;

const { check, finish } = createChecks();
const [app, providers] = await Promise.all([serveApp(), serveProviders()]);
const settings: Record<string, string> = {
  ...providers.settings,
  RATE_LIMITS: 'off',
  COOKIE_MODE: 'both',
  APP_RETURN_URL: `${app.origin}/home`,
  RETURN_ORIGINS: app.origin,
};
const args = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
const [server, browser] = await Promise.all([startDevServer(args), startBrowser()]);
try {
  const complaints: string[] = [];
  const about = { server, url: server.url, app: app.origin, providers, browser };
  const world: World = { ...about, check, complaints };
  const { ONLY = '' } = process.env;
  const waiting = Object.entries(STORIES).filter(([name]) => name.includes(ONLY));
  // What stops a story is one more thing that does not hold.
  const goOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, story] = next;
      await story(world).catch((error: unknown) => check(`${name}: the story`, false, `${error}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, goOn));
  check('no browser complained', complaints.length === 0, complaints.join(' | '));
} finally {
  await browser.close();
  await server.stop();
  providers.stop();
  app.close();
}
finish();
