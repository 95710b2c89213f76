import type { Target } from './target.ts';

/** The commands of a deployment, in one place so that a dry run shows what a real run does. */
export const commands = {
  account: () => ['whoami', '--json'],
  listDatabases: () => ['d1', 'list', '--json'],
  createDatabase: (name: string) => ['d1', 'create', name],
  listNamespaces: () => ['kv', 'namespace', 'list'],
  createNamespace: (title: string) => ['kv', 'namespace', 'create', title],
  findQueue: (name: string) => ['queues', 'info', name],
  createQueue: (name: string) => ['queues', 'create', name],
  listSecrets: ({ environment }: Target, config: string) => [
    'secret',
    'list',
    '--env',
    environment,
    '--config',
    config,
  ],
  migrate: ({ database, environment }: Target, config: string) => [
    ...['d1', 'migrations', 'apply', database.binding, '--remote'],
    ...['--env', environment, '--config', config],
  ],
  query: ({ database, environment }: Target, config: string, sql: string) => [
    ...['d1', 'execute', database.binding, '--remote', '--json'],
    ...['--env', environment, '--config', config, '--command', sql],
  ],
  /** Prints a secret: only for a pipe. */
  credentials: () => ['auth', 'token', '--json'],
  deploy: ({ environment }: Target, config: string, secretsFile: string | null) => [
    ...['deploy', '--env', environment, '--config', config],
    ...(secretsFile === null ? [] : ['--secrets-file', secretsFile]),
  ],
  build: ({ environment, configPath }: Target) => [
    'deploy',
    '--dry-run',
    '--env',
    environment,
    '--config',
    configPath,
  ],
};
