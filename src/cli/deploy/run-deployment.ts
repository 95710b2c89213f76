import { awaitHealth } from './await-health.ts';
import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import { findDoubts, findProblems, MAIL_SECRETS } from './find-problems.ts';
import { keepJurisdiction } from './keep-jurisdiction.ts';
import { keepSeals } from './keep-seals.ts';
import { replicate } from './replicate.ts';
import { type Ids, withResolvedConfig } from './resolved-config.ts';
import {
  ensureDatabase,
  ensureNamespace,
  ensureQueue,
  type Found,
  findAccount,
} from './resources.ts';
import {
  keepMailboxSecret,
  keepsMails,
  listSecrets,
  MAILBOX,
  makeFresh,
  takeGiven,
  withSecretsFile,
} from './secrets.ts';
import { socialSecretNames } from './social-providers.ts';
import type { Target } from './target.ts';
import type { Wrangler } from './wrangler.ts';

export type Deployment = {
  target: Target;
  wrangler: Wrangler;
  environment: NodeJS.ProcessEnv;
  /** Seconds to wait for the service to respond. */
  wait: number;
  say: (line: string) => void;
};

/** A secret cannot be read back, and rotating keys without the old ones ends every session. */
const UNKNOWN_KEYS = [
  'there is no copy of the new JWT_KEYS, which you need to rotate them:',
  'see "Keys" in src/cli/README.md before anyone signs in',
].join(' ');

/**
 * Checks, creates what is missing, migrates, deploys and waits for health. Every step is
 * idempotent, so a failed run is simply repeated. The Worker is deployed after the migrations and
 * together with its secrets, so it never serves without either. Throws {@link Failure}.
 */
export async function runDeployment({
  target,
  wrangler,
  environment,
  wait,
  say,
}: Deployment): Promise<void> {
  const show = (step: string, result: string) => say(`${step.padEnd(12)}${result}`);
  const social = socialSecretNames(target.vars);
  // Assume the secrets of others until the account's secrets are listed.
  assertNone(
    await findProblems(target, {
      present: [...MAIL_SECRETS, ...social],
      given: takeGiven([], environment, social),
    }),
  );
  const account = await findAccount(wrangler, target, environment);
  show('account', account.name);
  const present = await listSecrets(wrangler, target);
  const given = takeGiven(present, environment, social);
  assertNone(await findProblems(target, { present, given }));
  show('settings', `${target.configPath}, environment ${target.environment}: in order`);

  for (const doubt of findDoubts(target)) show('note', doubt);

  const ids = await ensureResources(wrangler, target, show);
  await withResolvedConfig(target, ids, async (config) => {
    show('migrations', countMigrations(await wrangler.run(commands.migrate(target, config))));
    show('guards', `jurisdiction: ${await keepJurisdiction(wrangler, target, config)}`);
    const fresh = await makeFresh(target, [...present, ...Object.keys(given)]);
    const set = { ...fresh, ...given };
    show('factors', `sealed: ${await keepSeals(wrangler, { target, config, set, present })}`);
    const names = [...Object.keys(fresh), ...Object.keys(given)];
    show(
      'secrets',
      names.length === 0 ? 'all there' : `set with this deployment: ${names.join(', ')}`,
    );
    // Before the Worker gets it: afterwards it cannot be read back.
    if (fresh[MAILBOX] !== undefined)
      show('mailbox', `its ${MAILBOX} is kept in ${keepMailboxSecret(target, fresh[MAILBOX])}`);
    const said = await withSecretsFile(set, (file) =>
      wrangler.run(commands.deploy(target, config, file)),
    );
    show('worker', `${target.worker} deployed`);
    say(said.trim().replaceAll(/^/gm, '  '));
    const replication = { wrangler, environment, accountId: account.id, database: ids.database };
    show('replication', describeReplication(await replicate(replication)));
    if ('JWT_KEYS' in fresh) show('note', UNKNOWN_KEYS);
    if (keepsMails(target)) show('mailbox', describeMailbox(target));
  });
  show('health', await awaitHealth(String(target.vars.APP_URL), wait));
}

/** Says where mails that are not sent can be read, and how to change the secret. */
export function describeMailbox({ vars, environment }: Target): string {
  const page = `${String(vars.APP_URL)}/dev/mailbox`;
  const change = `wrangler secret put ${MAILBOX} --env ${environment}`;
  return (
    `mail is not sent but kept at ${page}, user mailbox, password ${MAILBOX} ` +
    `(set another with ${change})`
  );
}

function describeReplication(refusal: string | null): string {
  if (refusal === null) return 'on: D1 has replicas near those who sign in';
  return `warning: not switched on, so sign-ins far from the database are slower: ${refusal}`;
}

function assertNone(problems: string[]): void {
  if (problems.length > 0)
    throw new Failure(
      `the settings are not in order, so nothing was changed:\n- ${problems.join('\n- ')}`,
    );
}

// In parallel, because they are independent. If one fails, the others stay for the next run.
async function ensureResources(
  wrangler: Wrangler,
  target: Target,
  show: (step: string, result: string) => void,
): Promise<Ids> {
  const report = async (step: string, name: string, work: Promise<Found<string>>) => {
    const { value, made } = await work;
    show(step, `${name}: ${made ? 'created' : 'there'}`);
    return value;
  };
  const outcomes = await Promise.allSettled([
    report('database', target.database.name, ensureDatabase(wrangler, target)),
    report('namespace', target.namespace.title, ensureNamespace(wrangler, target)),
    ...target.queues.map((name) => report('queue', name, ensureQueue(wrangler, name))),
  ]);
  const [database = '', namespace = ''] = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  return { database, namespace };
}

function countMigrations(said: string): string {
  const applied = new Set(said.match(/\b\d{4}_\w+\.sql\b/g) ?? []);
  return applied.size === 0 ? 'none pending' : `applied: ${[...applied].join(', ')}`;
}
