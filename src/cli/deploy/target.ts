import { existsSync } from 'node:fs';
import {
  unstable_readConfig as readConfig,
  experimental_readRawConfig as readRawConfig,
} from 'wrangler';
import { Failure } from './failure.ts';

/** One environment of the wrangler configuration. */
export type Target = {
  environment: string;
  configPath: string;
  /** The Worker's name in the account. */
  worker: string;
  accountId: string | undefined;
  vars: Record<string, unknown>;
  /** The D1 database; `id` if the configuration has one. */
  database: { name: string; binding: string; id: string | undefined };
  /** The KV namespace, with the title that wrangler would choose; `id` if configured. */
  namespace: { title: string; binding: string; id: string | undefined };
  /** Every queue: produced to, consumed, or for dead letters. */
  queues: string[];
  hosts: string[];
};

// Wrangler's own types are in a package that it does not ship.
type Named<Extra> = { binding: string } & Extra;
type Section = {
  d1_databases?: Named<{ database_name?: string; database_id?: string }>[];
  kv_namespaces?: Named<{ id?: string }>[];
};
/** The relevant parts of the configuration file. */
export type RawConfig = Section & { env?: Record<string, Section> };
/** One environment, with inherited settings. */
type EnvironmentConfig = Required<Section> & {
  name?: string;
  account_id?: string;
  vars: Record<string, unknown>;
  queues: {
    producers?: { queue?: string }[];
    consumers?: { queue: string; dead_letter_queue?: string }[];
  };
  route?: Route;
  routes?: Route[];
};
type Route = string | { pattern: string };

/** Reads the configuration file without interpreting it. */
export function readRaw(configPath: string): RawConfig {
  return readRawConfig({ config: configPath }).rawConfig as RawConfig;
}

function read(configPath: string, environment: string): EnvironmentConfig {
  if (!existsSync(configPath)) throw new Failure(`no such file: ${configPath}`);
  const known = Object.keys(readRaw(configPath).env ?? {});
  if (!known.includes(environment))
    throw new Failure(
      `${configPath} has no environment ${environment}`,
      `It has ${known.join(', ') || 'none'}.`,
    );
  return readConfig({ config: configPath, env: environment }) as EnvironmentConfig;
}

function queueNames({ producers, consumers }: EnvironmentConfig['queues']): string[] {
  const named = [
    ...(producers ?? []).map(({ queue }) => queue),
    ...(consumers ?? []).flatMap(({ queue, dead_letter_queue: dead }) => [queue, dead]),
  ];
  return [...new Set(named.filter((name) => name !== undefined))];
}

function hostNames({ route, routes }: EnvironmentConfig): string[] {
  const patterns = [route, ...(routes ?? [])].filter((entry) => entry !== undefined);
  return patterns.map(
    (entry) => (typeof entry === 'string' ? entry : entry.pattern).split('/')[0] ?? '',
  );
}

/** Reads the target of a deployment. Throws {@link Failure} if the configuration is incomplete. */
export function readTarget(configPath: string, environment: string): Target {
  const config = read(configPath, environment);
  const [database] = config.d1_databases;
  const [namespace] = config.kv_namespaces;
  const { name: worker } = config;
  if (worker === undefined || database?.database_name === undefined || namespace === undefined)
    throw new Failure(
      `[env.${environment}] of ${configPath} needs a name, a D1 database with a name, ` +
        'and a KV namespace',
    );
  return {
    environment,
    configPath,
    worker,
    accountId: config.account_id,
    vars: config.vars,
    database: { name: database.database_name, binding: database.binding, id: database.database_id },
    namespace: {
      title: `${worker}-${namespace.binding.toLowerCase()}`,
      binding: namespace.binding,
      id: namespace.id,
    },
    queues: queueNames(config.queues),
    hosts: hostNames(config),
  };
}
