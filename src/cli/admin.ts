import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { type Ask, type Target, withOperator } from './admin/reach-operator.ts';
import { describeReconciled, exitCodeOf, reconcileUsers } from './admin/reconcile.ts';
import { chooseServer, chosenEnvironment } from './dev-servers.ts';

const HELP = `Administers a Latchkey from the command line.

  npm run admin -- create EMAIL         creates an admin, who is mailed a link to choose a
                                        password, or promotes the existing user
  npm run admin -- promote EMAIL        makes a user an admin, from their next refresh
  npm run admin -- unlock EMAIL         ends lockouts and locks
  npm run admin -- end-sessions EMAIL   signs a user out everywhere
  npm run admin -- export EMAIL         prints all data of a user as JSON
  npm run admin -- stats                counts users, sessions and the events of the last day
  npm run admin -- flush                deletes all expired data
  npm run admin -- seals                counts the secrets of second factors by the AUTH_SECRET that
                                        seals them: a former one is needed while it seals any
  npm run admin -- reconcile USER       compares D1 with what the guard of a user (address or id)
                                        knows, and repairs what differs; --all for every user,
                                        --dry-run to be told only

  --port N              the \`npm run dev\` of this checkout on that port, if several are running
  --persist-to DIR      the one that keeps its state in DIR
  --env NAME            the one that serves this environment of wrangler.toml: staging, production
  --remote              the deployed Worker of that environment instead
  --json                prints results as JSON
  --help                prints this text

It names its target on standard error before it acts. Exit codes: 0 done, 1 refused, failed, or
with something left that reconcile cannot settle, 2 wrong usage.`;

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
} as const;
type Command = keyof typeof COMMANDS;
const METHODS: Partial<Record<Command, string>> = { 'end-sessions': 'endSessions' };
/** The name of the Worker in wrangler.toml. */
const WORKER = 'latchkey';

type Flushed = { complete: boolean } & Record<string, number | boolean>;

class UsageError extends Error {}

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
  { all, 'dry-run': dryRun }: Values,
): { command: Command; argument: string } {
  const [name = '', ...rest] = positionals;
  if (!Object.hasOwn(COMMANDS, name))
    throw new UsageError(name === '' ? 'command is missing' : `unknown command ${name}`);
  const command = name as Command;
  if ((all || dryRun) && command !== 'reconcile')
    throw new UsageError('--all and --dry-run belong to reconcile');
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

function print(result: unknown, { json, command }: { json: boolean; command: Command }): void {
  if (json || command === 'export')
    return void process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  const lines = (value: object, indent: string): string[] =>
    Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? [`${indent}${name}`, ...lines(part, `${indent}  `)]
        : [`${indent}${name.padEnd(30 - indent.length)} ${textOf(part)}`],
    );
  process.stdout.write(`${lines(result as object, '').join('\n')}\n`);
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
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
  print(result, { json: values.json, command });
  return 0;
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
  const usage = error instanceof UsageError;
  process.stderr.write(
    `admin: ${error instanceof Error ? error.message : 'failed'}\n${usage ? `\n${HELP}\n` : ''}`,
  );
  return usage ? 2 : 1;
});
