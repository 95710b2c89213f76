import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { makeKey } from '../../../src/cli/make-key.ts';
import { listRuntimes } from '../../bench/runtime-cpu.ts';
import { bundle, migrate, optionsOf } from '../../bench/serve.ts';
import { PATIENCE } from '../../e2e/until.ts';
import { findFreePort } from '../../support/free-port.ts';
import { APP_ROW } from '../app.ts';
import type { GuardRows } from './worker.ts';

const CONFIG = 'wrangler.toml';
const root = path.join(import.meta.dirname, '../../..');

/** The grace of a refresh token, in milliseconds: longer than a restart on a busy machine. */
export const GRACE = 60_000;

/** Where pages are, as far as passkeys are concerned. */
export const APP_URL = 'http://localhost:8787';

/** Settings of the service. Locks stay as they are: no client may be locked out by its retries. */
const SETTINGS = {
  AUTH_SECRET: 'a-secret-that-only-this-script-knows-0123456789',
  RATE_LIMITS: 'off',
  MAX_SESSIONS_PER_USER: '100',
  REFRESH_GRACE_SECONDS: String(GRACE / 1000),
  APP_URL,
  EMAIL_PROVIDER: 'resend',
  EMAIL_FROM: 'Latchkey <no-reply@example.com>',
  EMAIL_API_KEY: 're_of_this_script',
};

export type KilledRuntime = Awaited<ReturnType<typeof startRuntime>>;

type Elsewhere = { queues: string; mails: string; provider: Record<string, string> };

/** Serves the built service with its storage on disk, and what it calls elsewhere. */
export async function startRuntime({ queues, mails, provider }: Elsewhere) {
  const folder = bundle(CONFIG, 'test/proof/kill/worker.ts');
  const state = mkdtempSync(path.join(tmpdir(), 'latchkey-kill-'));
  const port = await findFreePort();
  const script = readdirSync(folder).find((file) => file.endsWith('.js')) ?? '';
  const wasm = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
  const jwtKeys = JSON.stringify({ keys: [await makeKey('ES256')] });
  const vars = { ...SETTINGS, JWT_KEYS: jwtKeys, TEST_QUEUES: queues, EMAIL_API_URL: mails };
  Object.assign(vars, provider);
  let whenBack: (() => void) | null = null;
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: await findFreePort(),
      cf: false,
      resourcePersistencePath: state,
      handleStructuredLogs: () => undefined,
      // Miniflare starts a runtime that was killed again, on the same ports and storage.
      unsafeHandleRuntimeRestart: () => whenBack?.(),
      workers: [
        {
          ...optionsOf(path.join(root, CONFIG), vars),
          name: 'killed',
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
          modulesRoot: folder,
          modules: [
            { type: 'ESModule', path: path.join(folder, script) },
            ...wasm.map((file) => ({ type: 'CompiledWasm', path: path.join(folder, file) })),
          ],
        },
      ],
    } as unknown as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await mf.ready;
  await migrate(mf);
  const db = await mf.getD1Database('DB');
  await db.prepare(APP_ROW).run();
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    /** Ends the runtime on the spot. Resolves once another one serves what it left, or throws. */
    kill(): Promise<void> {
      const back = new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('the runtime is not back')), PATIENCE);
        whenBack = () => {
          clearTimeout(late);
          resolve();
        };
      });
      for (const pid of listRuntimes()) process.kill(pid, 'SIGKILL');
      return back;
    },
    async rowsOf<T>(query: string): Promise<T[]> {
      const reader = await mf.getD1Database('DB');
      return (await reader.prepare(query).all<T>()).results;
    },
    async guardsOf(ids: string[]): Promise<GuardRows[]> {
      const body = JSON.stringify(ids);
      const response = await fetch(`${url}/test/guards`, { method: 'POST', body });
      if (!response.ok) throw new Error(`guards: ${response.status} ${await response.text()}`);
      return (await response.json()) as GuardRows[];
    },
    stop: async () => {
      await mf.dispose();
      for (const left of [folder, state]) rmSync(left, { recursive: true, force: true });
    },
  };
}
