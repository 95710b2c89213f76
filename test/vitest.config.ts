import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { unstable_readConfig as readConfig } from 'wrangler';
import { makeKeys } from '../src/cli/make-key.ts';
import { leanLibraries } from './support/lean-libraries.ts';
import { reachThisMachineOnly } from './support/outbound.ts';
import { quietRuntime } from './support/quiet-runtime.ts';
import { keepStorageInMemory } from './support/storage-in-memory.ts';

const root = path.join(import.meta.dirname, '..');
const configPath = path.join(root, 'wrangler.toml');

/**
 * What Workers Logs keeps in an environment, as wrangler resolves it; the empty name is
 * development.
 */
const observabilityIn = (env: string) => readConfig({ config: configPath, env }).observability;
/** What wrangler reads of an environment; the empty name is development. */
function configOf(env: string) {
  const { triggers, ratelimits } = readConfig({ config: configPath, env });
  return { env, crons: triggers.crons ?? [], ratelimits };
}

// Where chance begins in the proof of faults, whose findings tell it. All projects share it.
process.env.FAULT_SEED ??= String(Date.now() % 1_000_000);

quietRuntime(process.stdout);
keepStorageInMemory();

export default defineConfig({
  root,
  test: {
    reporters:
      process.env.CI === undefined
        ? ['default']
        : ['default', ['json', { outputFile: process.env.VITEST_REPORT ?? 'reports/vitest.json' }]],
    coverage: {
      provider: 'istanbul',
      include: ['src/**/*.ts', 'src/**/*.tsx'],
      exclude: ['src/cli/**'],
    },
    projects: [
      {
        root,
        plugins: [
          leanLibraries(),
          cloudflareTest(async () => ({
            wrangler: { configPath },
            miniflare: {
              bindings: {
                // The values of a deployment that was never made: what a test needs differently it
                // says itself.
                APP_URL: 'https://auth.test',
                JWT_KEYS: JSON.stringify({ keys: await makeKeys('ES256') }),
                AUTH_SECRET: 'a-secret-that-only-the-tests-know-0123456789',
                RATE_LIMITS: 'off',
                // `.dev.vars`, where there is one, is read too.
                MAILBOX_SECRET: '',
                TEST_EXAMPLE: readFileSync(path.join(root, '.dev.vars.example'), 'utf8'),
                TEST_OBSERVABILITY: ['', 'staging', 'production'].map(observabilityIn),
                TEST_WRANGLER: ['', 'staging', 'production'].map(configOf),
                TEST_CONVERGENCE_USERS: Number(process.env.CONVERGENCE_USERS ?? 12),
                TEST_FAULT_RUNS: Number(process.env.FAULT_RUNS ?? 10),
                TEST_EVERY_FAULT: process.env.FAULTS === 'all',
                TEST_FAULT_SEED: Number(process.env.FAULT_SEED),
                TEST_MIGRATIONS: await readD1Migrations(path.join(root, 'migrations')),
              },
              outboundService: { node: reachThisMachineOnly },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/documents/**', 'test/client/**'],
          globalSetup: [
            'test/support/mail-providers.ts',
            'test/support/smtp-servers.ts',
            'test/support/sentry-receiver.ts',
            'test/support/sign-out-receiver.ts',
            'test/support/fake-provider.ts',
          ],
          setupFiles: ['test/support/setup.ts'],
          isolate: false,
          // One runtime more than there are cores: each waits for storage an eighth of its time.
          maxWorkers: availableParallelism() + 1,
          // On a busy machine, where loading the service alone may take ten seconds.
          testTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      // What looks at files of the project, in Node.
      {
        root,
        test: {
          name: 'documents',
          include: ['test/documents/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      // The client package, which runs wherever its users do; its own clock is faked.
      { root, test: { name: 'client', include: ['test/client/**/*.test.{ts,tsx}'] } },
    ],
  },
});
