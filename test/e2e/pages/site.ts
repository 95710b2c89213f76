import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { startFakeProviders } from '../../support/fake-provider.ts';
import { startBrowser } from '../browser.ts';
import { startDevServer } from '../dev-server.ts';
import { type Providers, serveProviders } from './providers.ts';

/** The service with an app that it leads back to, and a browser to visit both. */
export type Site = {
  url: string;
  /** The origin of the app: another one than the service's. */
  app: string;
  browser: Browser;
  /** Where people sign in with accounts of theirs elsewhere. */
  providers: Providers;
  /** The directory that the service keeps its state in. */
  state: string;
  /** What the service has printed. */
  output: () => string;
  /** Ends the service, does something to its state, and starts it again where it was. */
  restart: (meanwhile: () => void) => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts the service as a company sets it up: colour, help, terms, and the way back. `special` are
 * further settings.
 */
export async function openSite(special: Record<string, string> = {}): Promise<Site> {
  const [app, fakes] = await Promise.all([serveApp(), startFakeProviders()]);
  const providers = await serveProviders(fakes.url);
  const settings = {
    APP_NAME: 'Fernhill',
    BRAND_COLOR: '#176b4d',
    APP_RETURN_URL: `${app.origin}/home`,
    RETURN_ORIGINS: app.origin,
    SUPPORT_URL: 'mailto:help@fernhill.example',
    TERMS_URL: 'https://fernhill.example/terms',
    PRIVACY_URL: 'https://fernhill.example/privacy',
    ...providers.settings,
    ...special,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const [first, browser] = await Promise.all([startDevServer(args), startBrowser()]);
  let server = first;
  return {
    url: server.url,
    app: app.origin,
    browser,
    providers,
    state: server.state,
    output: () => server.output(),
    async restart(meanwhile) {
      await server.kill();
      meanwhile();
      server = await startDevServer(args, server);
    },
    async stop() {
      await browser.close();
      await server.stop();
      app.close();
      fakes.stop();
    },
  };
}

async function serveApp(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><link rel="icon" href="data:,"><h1>The app</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://localhost:${port}`, close };
}
