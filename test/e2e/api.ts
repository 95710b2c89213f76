import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeAdmin } from './api-admin.ts';
import { type ApiDocument, checkHttpFile, checkPostman } from './api-runs.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { createTool } from './tool.ts';

// What tools of others make of the OpenAPI document, the Postman collection and the .http file of a
// service that runs.
const checks = createChecks();
const root = path.join(import.meta.dirname, '../..');
mkdirSync(path.join(root, 'reports'), { recursive: true });
const folder = mkdtempSync(path.join(root, 'reports', 'api-'));

const CLIENT = { id: 'api', secret: 'a-client-secret-that-only-this-test-knows' };
const CRON_SECRET = 'a-cron-secret-that-only-this-test-knows';
// Two runs within an hour, by one person.
const LIMITS = { register: 50, login_name: 50, otp_request_name: 50, second_factor_name: 50 };

const tool = createTool(folder);
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

async function checkLint(): Promise<void> {
  write('redocly.yaml', 'extends: [recommended]\n');
  write('spectral.yaml', 'extends: ["spectral:oas"]\n');
  const redocly = await tool('redocly', ['lint', '--format', 'json', 'openapi.json']);
  const { totals } = JSON.parse(redocly.out) as { totals: { errors: number; warnings: number } };
  checks.check(
    'Redocly has nothing against the document',
    redocly.status === 0 && totals.errors + totals.warnings === 0,
    redocly.out + redocly.err,
  );
  const spectral = await tool('spectral', [
    'lint',
    '--fail-severity',
    'hint',
    '--ruleset',
    'spectral.yaml',
    'openapi.json',
  ]);
  checks.check('Spectral has nothing against it', spectral.status === 0, spectral.out);
}

/** Generates a client with orval and compiles it as strictly as this project compiles itself. */
async function checkGeneratedClient(operations: string[]): Promise<void> {
  const made = await tool('orval', [
    '--input',
    'openapi.json',
    '--output',
    'client.ts',
    '--client',
    'fetch',
  ]);
  checks.check('orval generates a client', made.status === 0, made.out + made.err);
  const client = readFileSync(path.join(folder, 'client.ts'), 'utf8');
  const missing = operations.filter((name) => !client.includes(`export const ${name} = async`));
  checks.check('with a function for each operation', missing.length === 0, missing.join());
  write(
    'tsconfig.json',
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { types: [], lib: ['ESNext', 'DOM', 'DOM.Iterable'] },
      include: ['client.ts'],
    }),
  );
  const compiled = await tool('tsc', ['--project', '.']);
  checks.check('that compiles', compiled.status === 0, compiled.out);
}

const server = await startDevServer([
  ...['--var', `INTROSPECTION_CLIENTS:${CLIENT.id}:${CLIENT.secret}`],
  ...['--var', `CRON_SECRET:${CRON_SECRET}`],
  ...['--var', `RATE_LIMITS:${JSON.stringify(limits())}`],
]);
try {
  const text = await (await fetch(`${server.url}/api/schema`)).text();
  write('openapi.json', text);
  const document = JSON.parse(text) as ApiDocument;
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  await checkLint();
  await checkGeneratedClient(operations);
  const variables = {
    adminToken: await makeAdmin(server),
    cronSecret: CRON_SECRET,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
  };
  const run = { checks, document, folder, server, tool, variables };
  await checkPostman(run);
  await checkHttpFile(run);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
checks.finish();

function limits(): Record<string, { limit: number }> {
  return Object.fromEntries(Object.entries(LIMITS).map(([scope, limit]) => [scope, { limit }]));
}
