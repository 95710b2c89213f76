import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { CLIENT_OPTIONS, clientOptionIn, readClientCommand } from './admin/clients.ts';
import { HELP } from './admin/help.ts';
import { describeClients, printResult } from './admin/print-result.ts';
import { type Ask, type Target, withOperator } from './admin/reach-operator.ts';
import { describeReconciled, exitCodeOf, reconcileUsers } from './admin/reconcile.ts';
import { UsageError } from './admin/usage-error.ts';
import { chooseServer, chosenEnvironment } from './dev-servers.ts';
import { describeMisuse } from './misused.ts';

const COMMANDS = {
  create: 1,
  promote: 1,
  unlock: 1,
  'end-sessions': 1,
  export: 1,
  stats: 0,
  flush: 0,
  seals: 0,
  reconcile: 1,
  client: 1,
} as const;
type Command = keyof typeof COMMANDS;
const METHODS: Partial<Record<Command, string>> = { 'end-sessions': 'endSessions' };
/** The name of the Worker in wrangler.toml. */
const WORKER = 'latchkey';

type Person = { email: string; has_password: boolean };
type Flushed = { complete: boolean } & Record<string, number | boolean>;

function readArguments() {
  const options = {
    remote: { type: 'boolean', default: false },
    env: { type: 'string' },
    port: { type: 'string' },
    'persist-to': { type: 'string' },
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    ...CLIENT_OPTIONS,
  } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong options');
  }
}

type Values = ReturnType<typeof readArguments>['values'];

function toCommand(
  positionals: string[],
  { all, 'dry-run': dryRun, ...values }: Values,
): { command: Command; argument: string } {
  const [name = '', ...rest] = positionals;
  if (!Object.hasOwn(COMMANDS, name))
    throw new UsageError(name === '' ? 'a command is missing' : `unknown command ${name}`);
  const command = name as Command;
  if ((all || dryRun) && command !== 'reconcile')
    throw new UsageError('--all and --dry-run belong to reconcile');
  if (command === 'client')
    return { command, argument: JSON.stringify(readClientCommand(rest, values)) };
  const stray = clientOptionIn(values);
  if (stray !== null) throw new UsageError(`--${stray} belongs to client`);
  const count = all ? 0 : COMMANDS[command];
  if (rest.length !== count)
    throw new UsageError(
      count === 0 ? `${name} takes no argument` : `${name} takes one email address`,
    );
  return { command, argument: rest[0] ?? '' };
}

function chooseTarget(values: Values): Target {
  const { remote, port, 'persist-to': persistTo } = values;
  const environment = chosenEnvironment(values.env);
  if (remote && (port !== undefined || persistTo !== undefined))
    throw new UsageError('--port and --persist-to choose a local server: leave --remote out');
  const service = environment === undefined ? WORKER : `${WORKER}-${environment}`;
  return { service, server: remote ? null : chooseServer({ environment, persistTo, port }) };
}

/** Flushes until no expired rows are left; one call deletes only as much as an invocation can. */
async function flushAll(ask: Ask): Promise<Record<string, number>> {
  const total = (await ask('expired', '')) as number;
  const bar = new SingleBar(
    { stream: process.stderr, format: '{bar} {percentage}% | {value} of {total} rows' },
    Presets.shades_classic,
  );
  if (process.stderr.isTTY) bar.start(total, 0);
  const sums: Record<string, number> = {};
  try {
    for (;;) {
      const { complete, ...counts } = (await ask('flush', '')) as Flushed;
      for (const [name, count] of Object.entries(counts))
        sums[name] = (sums[name] ?? 0) + Number(count);
      bar.update(Object.values(sums).reduce((sum, count) => sum + count, 0));
      if (complete) return sums;
    }
  } finally {
    bar.stop();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { command, argument } = toCommand(positionals, values);
  const target = chooseTarget(values);
  if (command === 'reconcile') return reconcile(target, argument, values);
  const result = await withOperator(target, (ask) =>
    command === 'flush' ? flushAll(ask) : ask(METHODS[command] ?? command, argument),
  );
  const { clients } = result as { clients?: Record<string, unknown>[] };
  if (command === 'client' && clients !== undefined && !values.json)
    process.stdout.write(describeClients(clients));
  else printResult(result, values.json || command === 'export');
  if (command === 'create') process.stderr.write(describeInvitation(result as Person, target));
  return 0;
}

/** Says where a new admin finds the link; nothing about one who has a password. */
function describeInvitation({ email, has_password }: Person, { server }: Target): string {
  if (has_password) return '';
  const place = server?.environment === null ? `: see ${server.url}/dev/mailbox` : '';
  return `admin: a link to choose a password is mailed to ${email}${place}\n`;
}

async function reconcile(target: Target, argument: string, values: Values): Promise<number> {
  const user = values.all ? null : argument;
  const asked = { user, dryRun: values['dry-run'] };
  const result = await withOperator(target, (ask) => reconcileUsers(ask, asked));
  process.stdout.write(
    values.json ? `${JSON.stringify(result, null, 2)}\n` : describeReconciled(result),
  );
  return exitCodeOf(result);
}

process.exitCode = await main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : 'failed';
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? describeMisuse('admin', message) : `admin: ${message}\n`);
  return usage ? 2 : 1;
});
