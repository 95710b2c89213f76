import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A running `npm run dev`, as it announces itself to the other commands of its checkout. */
export type DevServer = {
  url: string;
  port: number;
  /** An environment of wrangler.toml; null for the top level. */
  environment: string | null;
  /** The directory that it keeps its state in, databases included. */
  state: string;
  /** A random name that the Worker is told too, so that nobody takes another one for it. */
  instance: string;
  /** The checkout that it serves. */
  root: string;
  /** The process of wrangler. */
  pid: number;
  /** The directory in which its Worker is registered for service bindings. */
  registry: string;
};

/** Which server is meant: whatever is left out, any will do. */
export type Wanted = {
  environment: string | undefined;
  persistTo: string | undefined;
  port?: string | undefined;
};

/** No server, or no single one, is what was asked for; the message tells what there is. */
export class NoSuchServerError extends Error {}

/** The checkout that this file belongs to. */
export const ROOT = realpathSync(path.join(import.meta.dirname, '../..'));
const FOLDER = path.join(ROOT, '.wrangler/registry');
const FILE = 'latchkey.json';

/** The state directory that `--persist-to` names, or that wrangler takes without it. */
export function stateDirectory(persistTo: string | undefined): string {
  return path.resolve(persistTo ?? path.join(ROOT, '.wrangler/state'));
}

/** The environment that wrangler takes: `--env`, else CLOUDFLARE_ENV. */
export function chosenEnvironment(option: string | undefined): string | undefined {
  return option ?? (process.env.CLOUDFLARE_ENV || undefined);
}

/**
 * A registry of its own for the server at that port, inside the checkout, unless the environment names one: wrangler's
 * default is shared by every `wrangler dev` of the user, so that any Worker of the same name may answer. The port must be
 * free: what an earlier server left there is removed.
 */
export function makeRegistry(port: number): string {
  const own = path.join(FOLDER, String(port));
  // Not beside the announcement: wrangler deletes what is old in a registry.
  const workers = path.join(own, 'workers');
  rmSync(own, { recursive: true, force: true });
  mkdirSync(workers, { recursive: true });
  const { CLOUDFLARE_DEV_REGISTRY_PATH: first, WRANGLER_REGISTRY_PATH: second } = process.env;
  return path.resolve(first || second || workers);
}

/** Tells the other commands of this checkout about a server. Answers what takes it back. */
export function announce(server: DevServer): () => void {
  const folder = path.join(FOLDER, String(server.port));
  writeFileSync(path.join(folder, FILE), JSON.stringify(server, null, 2));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The servers that run, those that did not take themselves back left out. */
function listServers(): DevServer[] {
  const ports = readdirSync(FOLDER, { withFileTypes: true }).filter((one) => one.isDirectory());
  return ports.flatMap(({ name }) => {
    const server = readServer(path.join(FOLDER, name, FILE));
    return server !== null && isRunning(server.pid) ? [server] : [];
  });
}

function readServer(file: string): DevServer | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DevServer;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one that runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isWanted(server: DevServer, { environment, persistTo, port }: Wanted): boolean {
  return (
    server.environment === (environment ?? null) &&
    (persistTo === undefined || server.state === stateDirectory(persistTo)) &&
    (port === undefined || String(server.port) === port)
  );
}

/** The servers of this checkout that are meant. Throws {@link NoSuchServerError} if one of them is another checkout's. */
function findServers(wanted: Wanted): DevServer[] {
  mkdirSync(FOLDER, { recursive: true });
  const servers = listServers().filter((server) => isWanted(server, wanted));
  const stranger = servers.find(({ root }) => root !== ROOT);
  if (stranger !== undefined)
    throw new NoSuchServerError(
      `${stranger.url} serves another checkout, ${stranger.root}: run this command there`,
    );
  return servers;
}

/** The one running server that is meant. Throws {@link NoSuchServerError} if there is none, or more than one. */
export function chooseServer(wanted: Wanted): DevServer {
  const servers = findServers(wanted);
  const [server] = servers;
  if (servers.length > 1)
    throw new NoSuchServerError(
      `more than one Latchkey of this checkout is running: choose one by --port or --persist-to\n${describeAll(servers)}`,
    );
  if (server !== undefined) return server;
  const others = listServers().filter(({ root }) => root === ROOT);
  throw new NoSuchServerError(
    others.length === 0
      ? 'no Latchkey of this checkout is running: start `npm run dev` first, or use --remote'
      : `no such Latchkey is running: start it by \`npm run dev\`, or choose one of those that are\n${describeAll(others)}`,
  );
}

/**
 * The state directory of a command that needs no running server: the named one, else the one of the server that runs, else
 * wrangler's default. Throws {@link NoSuchServerError} where servers with different ones are running.
 */
export function chooseState({ environment, persistTo }: Wanted): string {
  if (persistTo !== undefined) return stateDirectory(persistTo);
  const servers = findServers({ environment, persistTo });
  const [state, ...others] = new Set(servers.map((server) => server.state));
  if (others.length > 0)
    throw new NoSuchServerError(
      `more than one Latchkey of this checkout is running: choose a database by --persist-to\n${describeAll(servers)}`,
    );
  return state ?? stateDirectory(undefined);
}

/** A server in a line: where it is, what it is, and where its data lie. */
export function describeServer({ url, environment, state }: DevServer): string {
  return `${url}, environment ${environment ?? 'development'}, state in ${state}`;
}

function describeAll(servers: DevServer[]): string {
  return servers.map((server) => `  ${describeServer(server)}`).join('\n');
}
