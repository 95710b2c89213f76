import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../support/free-port.ts';
import type { ResourceServer } from './careless-servers.ts';
import { startPython } from './dialogue.ts';
import { until } from './until.ts';

const HARNESS = path.join(import.meta.dirname, 'document-servers.py');

/** The programs of `src/client/README.md` that verify tokens. */
export const SERVERS = [
  ...['fastapi_app.py', 'django_auth.py', 'express-server.ts', 'fastify-server.ts'],
  ...['hono-server.ts', 'next-route.ts'],
];

/** Whose tokens for whom a server takes. */
type Trust = { issuer: string; audience?: string };
/** What a request got. Servers in Python are asked for the status of GET only. */
export type Documented = ResourceServer & {
  ask?: (method: 'GET' | 'DELETE', headers: Record<string, string>) => Promise<Response>;
};

/** Runs the documented resource servers of a folder. */
export const startDocumentedServers = (folder: string, trust: Trust): Promise<Documented[]> =>
  Promise.all([
    withPython('fastapi', folder, trust),
    withPython('django', folder, trust),
    withNode('express', folder, trust),
    withNode('fastify', folder, trust),
    withHono(folder, trust),
    withRoute(folder, trust),
  ]);

const envOf = ({ issuer, audience = issuer }: Trust) => ({ API: issuer, AUDIENCE: audience });

function withPython(kind: string, folder: string, trust: Trust): Documented {
  const { ask, close } = startPython([HARNESS, kind, folder], envOf(trust));
  return {
    name: `the ${kind} program`,
    admits: async (token) => (await ask(token)) === '200',
    close,
  };
}

/** A server that is asked for each token. */
function asked(name: string, ask: NonNullable<Documented['ask']>, close = () => {}): Documented {
  return {
    name: `the ${name} program`,
    admits: async (token) => (await ask('GET', { Authorization: `Bearer ${token}` })).ok,
    ask,
    close,
  };
}

async function withNode(name: string, folder: string, trust: Trust): Promise<Documented> {
  const port = await findFreePort();
  const child = spawn('node', [path.join(folder, `${name}-server.ts`)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...envOf(trust), PORT: String(port) },
  });
  const url = `http://127.0.0.1:${port}/`;
  await until(`answer of the ${name} program`, async () => {
    if (child.exitCode !== null) throw new Error(`the ${name} program ended`);
    return (await fetch(url).catch(() => null)) ?? undefined;
  });
  return asked(
    name,
    (method, headers) => fetch(url, { method, headers }),
    () => child.kill(),
  );
}

/** A module, read anew for each trust. */
function load<Module>(folder: string, name: string, trust: Trust): Promise<Module> {
  Object.assign(process.env, envOf(trust));
  const file = pathToFileURL(path.join(folder, name));
  return import(`${file.href}?${Object.values(envOf(trust))}`);
}

type HonoApp = { request: (path: string, init: RequestInit) => Promise<Response> };
async function withHono(folder: string, trust: Trust): Promise<Documented> {
  const { default: app } = await load<{ default: HonoApp }>(folder, 'hono-server.ts', trust);
  return asked('hono', async (method, headers) => app.request('/', { method, headers }));
}

type Route = Record<'GET' | 'DELETE', (request: Request) => Promise<Response>>;
async function withRoute(folder: string, trust: Trust): Promise<Documented> {
  const route = await load<Route>(folder, 'next-route.ts', trust);
  const url = 'https://app.example.com/';
  return asked('next', (method, headers) => route[method](new Request(url, { headers })));
}
