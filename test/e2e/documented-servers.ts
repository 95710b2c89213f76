import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../support/free-port.ts';
import { asking, type ResourceServer } from './careless-servers.ts';
import { startPython } from './dialogue.ts';

const HARNESS = path.join(import.meta.dirname, 'document-servers.py');

/** The programs of `src/client/README.md` that verify tokens. */
export const SERVERS = ['fastapi_app.py', 'django_auth.py', 'express-server.ts', 'hono-server.ts'];

/** Runs the documented resource servers of a folder for an issuer. */
export const startDocumentedServers = (folder: string, issuer: string): Promise<ResourceServer[]> =>
  Promise.all([
    withPython('fastapi', folder, issuer),
    withPython('django', folder, issuer),
    withExpress(folder, issuer),
    withHono(folder, issuer),
  ]);

function withPython(kind: string, folder: string, issuer: string): ResourceServer {
  const { ask, close } = startPython([HARNESS, kind, folder], { API: issuer });
  return {
    name: `the ${kind} program`,
    admits: async (token) => (await ask(token)) === '200',
    close,
  };
}

async function withExpress(folder: string, issuer: string): Promise<ResourceServer> {
  const port = await findFreePort();
  const child = spawn('node', [path.join(folder, 'express-server.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Of a refusal Express prints the stack otherwise.
    env: { ...process.env, API: issuer, PORT: String(port), NODE_ENV: 'test' },
  });
  const url = `http://127.0.0.1:${port}/`;
  for (let tries = 0; (await fetch(url).catch(() => null)) === null; tries++) {
    if (tries === 100 || child.exitCode !== null)
      throw new Error('the Express program did not serve');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { name: 'the Express program', admits: asking(url), close: () => child.kill() };
}

async function withHono(folder: string, issuer: string): Promise<ResourceServer> {
  process.env.API = issuer;
  const file = pathToFileURL(path.join(folder, 'hono-server.ts'));
  // Read anew for each issuer.
  const { default: app } = (await import(`${file.href}?${issuer}`)) as {
    default: { request: (path: string, init: RequestInit) => Promise<Response> };
  };
  return {
    name: 'the Hono program',
    async admits(token) {
      const headers = { Authorization: `Bearer ${token}` };
      return (await app.request('/', { headers })).status === 200;
    },
  };
}
