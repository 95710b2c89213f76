import { parseArgs } from 'node:util';
import { Failure } from './deploy/failure.ts';
import { rehearse } from './deploy/rehearse.ts';
import { runDeployment } from './deploy/run-deployment.ts';
import { readTarget } from './deploy/target.ts';
import { createWrangler } from './deploy/wrangler.ts';
import { misused } from './misused.ts';

const HELP = `Deploys the service, for the first time or again. It is safe to run it again.

  npm run deploy -- --env production [--dry-run] [--wait SECONDS] [--config wrangler.toml]

  1. checks the settings of [env.production] in wrangler.toml, and your Cloudflare account
  2. creates what is missing: the D1 database, the KV namespace, the queues
  3. applies pending migrations, and stops if GUARD_JURISDICTION has changed since the first user
  4. deploys, and sets missing secrets from environment variables of the same names: JWT_KEYS,
     AUTH_SECRET, CRON_SECRET, MAILBOX_SECRET, EMAIL_API_KEY, SMTP_URL, SENTRY_DSN,
     INTROSPECTION_CLIENTS, METRICS_SECRET.
     Without a variable the first three get fresh values; so does MAILBOX_SECRET with
     EMAIL_PROVIDER=mailbox, and you find it in .mailbox-secret-ENV. Existing secrets stay
  5. switches on D1's read replication; if that is refused, it warns and goes on
  6. checks APP_URL/api/v1/auth/health until all stores respond, for at most --wait seconds
     (default 60)

  --dry-run shows the commands and builds the Worker. It needs no account and changes nothing. It
  exits with 1 if a deployment would stop.

Sign in with \`npx wrangler login\`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
Exit codes: 0 done, 1 a step failed (fix it and run the same command again), 2 wrong usage.`;

const OPTIONS = {
  env: { type: 'string' },
  config: { type: 'string', default: 'wrangler.toml' },
  wait: { type: 'string', default: '60' },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, strict: true }).values;
  } catch (error) {
    return misused('deploy', error instanceof Error ? error.message : String(error));
  }
}

const { env, config, wait, help, 'dry-run': dryRun } = readArguments();
if (help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
if (env === undefined) misused('deploy', '--env is missing: --env staging or --env production');
if (!/^\d{1,4}$/.test(wait)) misused('deploy', '--wait takes a number of seconds');

try {
  const target = readTarget(config, env);
  const wrangler = createWrangler(process.env, target.accountId);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  await (dryRun
    ? rehearse({ target, wrangler, environment: process.env, say })
    : runDeployment({ target, wrangler, environment: process.env, wait: Number(wait), say }));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(
    `\ndeploy: ${error.message}\n${error.hint === undefined ? '' : `\n${error.hint}\n`}`,
  );
  process.exitCode = 1;
}
