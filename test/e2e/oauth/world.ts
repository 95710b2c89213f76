import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { ROOT } from '../../support/documents.ts';
import type { Checks } from '../checks.ts';
import type { DevServer } from '../dev-server.ts';
import { call, type Person, signUp } from '../sign-up.ts';
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
  /** Registers a client as an administrator does, by the API. */
  addClientByApi: (settings: object) => Promise<Client>;
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
  const { url, state } = server;
  return {
    issuer: url,
    check,
    serveSecurely: sites.serve,
    addClient: async (name, ...options) =>
      clientIn(await runAdmin(state, ['client', 'add', '--name', name, ...options, '--json'])),
    async addClientByApi(settings) {
      const person = await signUp(url);
      await runAdmin(state, ['promote', person.email]);
      const session = { ...person, token_delivery: 'body' };
      const { access_token } = await call<Tokens>(url, 'POST', 'login', session);
      return clientIn(await call(url, 'POST', '../admin/clients', settings, access_token));
    },
    async newVisitor() {
      const person = await signUp(url);
      return { ...(await createVisitor(browser, url, person)), person };
    },
  };
}

type Tokens = { access_token: string };
type Registered = { client_id: string; client_secret?: string };

const clientIn = (made: unknown): Client => {
  const { client_id: id, client_secret: secret = '' } = made as Registered;
  return { id, secret };
};

async function runAdmin(state: string, args: string[]): Promise<unknown> {
  const all = ['run', '--silent', 'admin', '--', ...args, '--persist-to', state];
  const child = spawn('npm', all, { cwd: ROOT });
  const ended = once(child, 'close');
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (child.exitCode !== 0) throw new Error(errors);
  return args.includes('--json') ? JSON.parse(out) : null;
}
