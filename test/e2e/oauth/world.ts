import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { ROOT } from '../../support/documents.ts';
import type { Checks } from '../checks.ts';
import type { DevServer } from '../dev-server.ts';
import { type Person, signUp } from '../sign-up.ts';
import type { SecureSites } from './secure-sites.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** A client as its developer is told of it. */
export type Client = { id: string; secret: string };

/** What a round with a library needs. */
export type World = {
  issuer: string;
  check: Checks['check'];
  /** Registers a client as an operator does, by the options of `npm run admin -- client add`. */
  addClient: (name: string, ...options: string[]) => Promise<Client>;
  /** Signs somebody up, and opens a browser in which they are not signed in yet. */
  newVisitor: () => Promise<Visitor & { person: Person }>;
  /** Serves a site with TLS; `host` ends in `.example`. */
  serveSecurely: SecureSites['serve'];
};

type WorldDeps = {
  server: Pick<DevServer, 'url' | 'state'>;
  browser: Browser;
  sites: SecureSites;
  check: Checks['check'];
};

export function createWorld({ server, browser, sites, check }: WorldDeps): World {
  return {
    serveSecurely: sites.serve,
    issuer: server.url,
    check,
    addClient: (name, ...options) =>
      runAdmin(['client', 'add', '--name', name, ...options, '--persist-to', server.state]),
    async newVisitor() {
      const person = await signUp(server.url);
      return { ...(await createVisitor(browser, server.url, person)), person };
    },
  };
}

async function runAdmin(args: string[]): Promise<Client> {
  const child = spawn('npm', ['run', '--silent', 'admin', '--', ...args, '--json'], { cwd: ROOT });
  const [out, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (child.exitCode !== 0) throw new Error(errors);
  const made = JSON.parse(out) as { client_id: string; client_secret?: string };
  return { id: made.client_id, secret: made.client_secret ?? '' };
}
