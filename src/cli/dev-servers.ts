import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A running `npm run dev`, as announced to the other commands of its checkout. */
export type DevServer = {
  url: string;
  port: number;
  /** An environment of wrangler.toml; null for the top level. */
  environment: string | null;
  /** The directory of its state, databases included. */
  state: string;
  /** A random name that the Worker knows too, which identifies it. */
  instance: string;
  /** The root of its checkout. */
  root: string;
  /** The process id of wrangler. */
  pid: number;
  /** The directory in which its Worker is registered for service bindings. */
  registry: string;
};

/** The server to look for. Missing fields match any. */
export type Wanted = {
  environment: string | undefined;
  persistTo: string | undefined;
  port?: string | undefined;
};

/** No server matches, or several do; the message lists the running ones. */
export class NoSuchServerError extends Error {}

/** The root of this checkout. */
export const ROOT = realpathSync(path.join(import.meta.dirname, '../..'));
const FOLDER = path.join(ROOT, '.wrangler/registry');
const FILE = 'latchkey.json';

/** Returns the state directory that `--persist-to` names, or wrangler's default. */
export function stateDirectory(persistTo: string | undefined): string {
  return path.resolve(persistTo ?? path.join(ROOT, '.wrangler/state'));
}

/** Returns the environment as wrangler chooses it: `--env`, otherwise CLOUDFLARE_ENV. */
export function chosenEnvironment(option: string | undefined): string | undefined {
  return option ?? (process.env.CLOUDFLARE_ENV || undefined);
}

/**
 * Creates a registry for the server on that port, inside the checkout, unless the environment names
 * one. Wrangler's default is shared by every `wrangler dev` of the user, so another Worker of the
 * same name could respond. The port must be free: leftovers of an earlier server are removed.
 */
export function makeRegistry(port: number): string {
  const own = path.join(FOLDER, String(port));
  // Not beside the announcement, because wrangler deletes old files in a registry.
  const workers = path.join(own, 'workers');
  rmSync(own, { recursive: true, force: true });
  mkdirSync(workers, { recursive: true });
  const { CLOUDFLARE_DEV_REGISTRY_PATH: first, WRANGLER_REGISTRY_PATH: second } = process.env;
  return path.resolve(first || second || workers);
}

/**
 * Announces a server to the other commands of this checkout. Returns a function that withdraws it.
 */
export function announce(server: DevServer): () => void {
  const folder = path.join(FOLDER, String(server.port));
  writeFileSync(path.join(folder, FILE), JSON.stringify(server, null, 2));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Returns the running servers, ignoring stale announcements. */
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
    // The process of another user is running too.
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

/**
 * Returns the matching servers. Throws {@link NoSuchServerError} if one belongs to another
 * checkout.
 */
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

/**
 * Returns the one matching server. Throws {@link NoSuchServerError} if there is none or more than
 * one.
 */
export function chooseServer(wanted: Wanted): DevServer {
  const servers = findServers(wanted);
  const [server] = servers;
  if (servers.length > 1)
    throw new NoSuchServerError(
      'more than one Latchkey of this checkout is running: ' +
        `choose one with --port or --persist-to\n${describeAll(servers)}`,
    );
  if (server !== undefined) return server;
  const others = listServers().filter(({ root }) => root === ROOT);
  throw new NoSuchServerError(
    others.length === 0
      ? 'no Latchkey of this checkout is running: start `npm run dev` first, or use --remote'
      : 'no such Latchkey is running: start it with `npm run dev`, ' +
          `or choose one of these\n${describeAll(others)}`,
  );
}

/**
 * Returns the state directory for a command that needs no running server: the named one, otherwise
 * that of the running server, otherwise wrangler's default. Throws {@link NoSuchServerError} if
 * running servers have different ones.
 */
export function chooseState({ environment, persistTo }: Wanted): string {
  if (persistTo !== undefined) return stateDirectory(persistTo);
  const servers = findServers({ environment, persistTo });
  const [state, ...others] = new Set(servers.map((server) => server.state));
  if (others.length > 0)
    throw new NoSuchServerError(
      'more than one Latchkey of this checkout is running: ' +
        `choose a database with --persist-to\n${describeAll(servers)}`,
    );
  return state ?? stateDirectory(undefined);
}

/** Returns the running server that keeps an environment's state in that directory; else null. */
export function findServerOn(state: string, environment: string | undefined): DevServer | null {
  mkdirSync(FOLDER, { recursive: true });
  const wanted = { environment, persistTo: state };
  return listServers().find((server) => isWanted(server, wanted)) ?? null;
}

/** Describes a server in one line: its URL, environment and state directory. */
export function describeServer({ url, environment, state }: DevServer): string {
  return `${url}, environment ${environment ?? 'development'}, state in ${state}`;
}

function describeAll(servers: DevServer[]): string {
  return servers.map((server) => `  ${describeServer(server)}`).join('\n');
}
