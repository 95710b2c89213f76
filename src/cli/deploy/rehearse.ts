import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import { findDoubts, findProblems, mailSecretOf } from './find-problems.ts';
import { statementsFor } from './keep-jurisdiction.ts';
import { SEALS } from './keep-seals.ts';
import { type Deployment, describeMailbox } from './run-deployment.ts';
import { freshNames, GIVEN, keepsMails, listSecrets, takeGiven } from './secrets.ts';
import {
  describeCallbacks,
  findMissingSocialSecrets,
  socialSecretNames,
} from './social-providers.ts';
import { describe } from './wrangler.ts';

/**
 * Shows what a deployment would do and builds the Worker. Changes nothing and needs no account.
 * Throws {@link Failure} if the build fails or the deployment would stop.
 */
export async function rehearse({
  target,
  wrangler,
  environment,
  say,
}: Omit<Deployment, 'wait'>): Promise<void> {
  const resolved = `${target.configPath} with the ids filled in`;
  const show = (args: string[], remark = '') =>
    say(`  ${describe(args)}${remark === '' ? '' : `    ${remark}`}`);
  const given = takeGiven([], environment, socialSecretNames(target.vars));
  const names = Object.keys(given);

  say(
    `A deployment of ${target.worker} ` +
      `(${target.configPath}, environment ${target.environment}) would run:\n`,
  );
  show(commands.account());
  show(commands.listSecrets(target, target.configPath));
  if (target.database.id === undefined) show(commands.listDatabases());
  if (target.database.id === undefined)
    show(commands.createDatabase(target.database.name), 'if missing');
  if (target.namespace.id === undefined) show(commands.listNamespaces());
  if (target.namespace.id === undefined)
    show(commands.createNamespace(target.namespace.title), 'if missing');
  for (const name of target.queues) {
    show(commands.findQueue(name));
    show(commands.createQueue(name), 'if missing');
  }
  show(commands.migrate(target, `(${resolved})`));
  const [find = '', keep = ''] = statementsFor(target);
  show(commands.query(target, `(${resolved})`, `"${find}"`));
  show(commands.query(target, `(${resolved})`, `"${keep}"`), 'if nothing is kept');
  show(commands.query(target, `(${resolved})`, `"${SEALS}"`), 'counts what each secret seals');
  show(
    commands.deploy(target, `(${resolved})`, '(a file that only you can read, removed afterwards)'),
  );
  show(commands.credentials());
  say('  PUT accounts/ACCOUNT/d1/database/ID {"read_replication":{"mode":"auto"}}');
  say(`  GET ${String(target.vars.APP_URL)}/api/v1/auth/health\n`);
  const fresh = freshNames(target).filter((name) => !names.includes(name));
  say(
    `Secrets set if missing: ${[...fresh.map((name) => `a fresh ${name}`), ...names].join(', ')}.`,
  );
  const missing = GIVEN.filter((name) => !names.includes(name));
  say(`Not in your environment, so not set: ${missing.join(', ') || 'none'}.\n`);
  sayCallbacks(target, say);
  if (keepsMails(target)) say(`Mailbox: ${describeMailbox(target)}.\n`);

  say(describe(commands.build(target)));
  say((await wrangler.run(commands.build(target))).trim().replaceAll(/^/gm, '  '));
  for (const doubt of findDoubts(target)) say(`\nNote: ${doubt}.`);
  const secret = mailSecretOf(target.vars);
  const wantsLook =
    (secret !== null && given[secret] === undefined) ||
    findMissingSocialSecrets(target.vars, names).length > 0;
  const present = wantsLook ? await listSecretsIfAsked({ target, wrangler }) : [];
  const problems = await findProblems(target, { present, given });
  if (problems.length > 0)
    throw new Failure(
      `a deployment would stop before it changed anything:\n- ${problems.join('\n- ')}`,
    );
  say('\nThe settings are in order.');
}

function sayCallbacks({ vars }: Deployment['target'], say: Deployment['say']): void {
  const lines = describeCallbacks(vars);
  if (lines.length === 0) return;
  say('Addresses to register with your providers, for people to be led back to:');
  for (const line of lines) say(`  ${line}`);
  say('');
}

// Only the account shows whether the Worker has the key of its mail provider, and the secrets of
// providers to sign in with. Without a login, assume a first deployment.
async function listSecretsIfAsked({
  target,
  wrangler,
}: Pick<Deployment, 'target' | 'wrangler'>): Promise<string[]> {
  try {
    return await listSecrets(wrangler, target);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
