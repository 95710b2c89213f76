import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';
import { findFreePort } from '../support/free-port.ts';
import { listRuntimes, readCpu } from './runtime-cpu.ts';

const root = path.join(import.meta.dirname, '../..');

/** A Worker that answers under `url`. `cpu` is what its runtimes have used, in milliseconds. */
export type Served = {
  url: string;
  mf: Miniflare;
  runtimes: number[];
  cpu: () => number;
  stop: () => Promise<void>;
};

/**
 * Bundles a Worker, or another entry of it, as a deployment would. Returns the folder of the
 * bundle. `more` are further options of `wrangler deploy`.
 */
export function bundle(config: string, entry?: string, more: readonly string[] = []): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
  const options = ['--dry-run', '--env', '', '--config', config, '--outdir', folder, ...more];
  execFileSync('wrangler', ['deploy', ...(entry === undefined ? [] : [entry]), ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
  });
  return folder;
}

/**
 * The bindings of a configuration as Miniflare wants them, with its vars and these: what .dev.vars
 * holds must not be measured.
 */
export function optionsOf(config: string, vars: Record<string, string>) {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config, '');
  const own = unstable_readConfig({ config }).vars;
  // A router worker in front for the assets would cost more than the routes that are measured: the
  // binding leads to the files themselves.
  const ASSETS = { disk: { path: path.join(root, '.static'), writable: false } };
  const serviceBindings = { ...(workerOptions.serviceBindings ?? {}), ASSETS };
  return { ...workerOptions, assets: undefined, serviceBindings, bindings: { ...own, ...vars } };
}

/**
 * Serves a Worker on a socket of its own, with real D1, KV, Durable Objects and queue, and without
 * wrangler's proxy. `options` are Miniflare's. Only one may be started at a time: its runtime is
 * known by not having been there before.
 */
export async function serve(
  config: string,
  vars: Record<string, string>,
  entry?: string,
  options: object = {},
): Promise<Served> {
  const folder = bundle(config, entry);
  const served = await serveBundle(folder, config, vars, options);
  async function stop(): Promise<void> {
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...served, stop };
}

/** {@link serve} of what {@link bundle} has made, which stays. */
export async function serveBundle(
  folder: string,
  config: string,
  vars: Record<string, string>,
  options: object = {},
): Promise<Served> {
  const before = listRuntimes();
  const port = await findFreePort();
  const files = readdirSync(folder);
  const script = files.find((file) => file.endsWith('.js')) ?? '';
  const wasm = files.filter((file) => file.endsWith('.wasm'));
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: await findFreePort(),
      cf: false,
      // All of the Worker's log would drown the figures.
      handleStructuredLogs: ({ level, message }: { level: string; message: string }) => {
        if (level === 'error') console.error(message);
      },
      ...options,
      workers: [
        {
          ...optionsOf(path.join(root, config), vars),
          name: 'bench',
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
          modulesRoot: folder,
          modules: [
            { type: 'ESModule', path: path.join(folder, script) },
            ...wasm.map((file) => ({
              type: 'CompiledWasm' as const,
              path: path.join(folder, file),
            })),
          ],
        },
      ],
    } as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await mf.ready;
  const runtimes = listRuntimes().filter((pid) => !before.includes(pid));
  if (runtimes.length === 0) throw new Error('the runtime is not among the processes of /proc');
  const cpu = () => runtimes.reduce((sum, pid) => sum + readCpu(pid), 0);
  return { url: `http://127.0.0.1:${port}`, mf, runtimes, cpu, stop: () => mf.dispose() };
}

/** Brings a database to the state of `migrations/`. */
export async function migrate(mf: Miniflare): Promise<void> {
  const db = await mf.getD1Database('DB');
  const folder = path.join(root, 'migrations');
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    for (const statement of readFileSync(path.join(folder, file), 'utf8').split(
      '--> statement-breakpoint',
    ))
      await db.prepare(statement).run();
  }
}
