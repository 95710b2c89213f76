import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getPlatformProxy, unstable_readConfig as readConfig } from 'wrangler';
import { commands } from './deploy/commands.ts';
import { createWrangler } from './deploy/wrangler.ts';

export type PlatformOptions = {
  /** An environment of wrangler.toml. */
  environment: string | undefined;
  /**
   * The state directory of a local database; null for the deployed one, which requires `wrangler
   * login` or CLOUDFLARE_API_TOKEN.
   */
  state: string | null;
};

/** The bindings that the commands use. */
export type Platform = {
  /** Local platforms have KV; deployed ones have the operator's entrypoint instead. */
  env: { DB: D1Database } & (
    | { KV: KVNamespace; OPERATOR?: undefined }
    | { KV?: undefined; OPERATOR: { run(name: string, argument: string): Promise<string> } }
  );
  /** Describes the database for the user of the command. */
  name: string;
  dispose: () => Promise<void>;
};

/** The platform cannot be opened; the message is written for the user of the command. */
export class PlatformError extends Error {}

type Database = { binding: string; database_name?: string; database_id?: string };

const CONFIG = path.join(import.meta.dirname, '../../wrangler.toml');

/**
 * Opens D1 for a command that runs in Node: the local database, or the deployed one through
 * wrangler's remote bindings. Opens none of the Worker's other bindings except those of {@link
 * Platform}, because Durable Objects cannot be opened. Throws {@link PlatformError}.
 */
export async function openPlatform({ environment, state }: PlatformOptions): Promise<Platform> {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false';
  process.env.WRANGLER_SEND_METRICS ??= 'false';
  const directory = mkdtempSync(path.join(tmpdir(), 'latchkey-'));
  const clean = () => rmSync(directory, { recursive: true, force: true });
  try {
    const configPath = path.join(directory, 'wrangler.json');
    const config = await configFor({ environment, state });
    writeFileSync(configPath, JSON.stringify(config));
    const proxy = await getPlatformProxy<Platform['env']>({
      configPath,
      persist: state === null ? false : { path: path.join(state, 'v3') },
      remoteBindings: state === null,
    });
    const database = config.d1_databases[0]?.database_name ?? 'DB';
    return {
      env: proxy.env,
      name: state === null ? `the deployed ${database}` : `${database} in ${state}`,
      dispose: () => proxy.dispose().finally(clean),
    };
  } catch (error) {
    clean();
    if (error instanceof PlatformError) throw error;
    throw new PlatformError(error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

async function configFor({ environment, state }: PlatformOptions) {
  const remote = state === null;
  const config = readConfig(
    { config: CONFIG, ...(environment === undefined ? {} : { env: environment }) },
    { hideWarnings: true },
  );
  const database = (config.d1_databases as Database[]).find(({ binding }) => binding === 'DB');
  if (database === undefined) throw new PlatformError('wrangler.toml has no database binding DB');
  const id =
    database.database_id ??
    (remote ? await findDatabaseId(database.database_name ?? '', config.account_id) : undefined);
  return {
    name: config.name,
    compatibility_date: config.compatibility_date,
    ...(config.account_id === undefined ? {} : { account_id: config.account_id }),
    d1_databases: [{ ...database, ...(id === undefined ? {} : { database_id: id }), remote }],
    ...(remote
      ? {
          services: [{ binding: 'OPERATOR', service: config.name, entrypoint: 'Operator', remote }],
        }
      : { kv_namespaces: config.kv_namespaces }),
  };
}

// Ids are in no file, so find the database by its name, as `npm run deploy` does.
async function findDatabaseId(name: string, accountId: string | undefined): Promise<string> {
  const all = (await createWrangler(process.env, accountId).read(commands.listDatabases())) as {
    uuid: string;
    name: string;
  }[];
  const id = all.find((database) => database.name === name)?.uuid;
  if (id === undefined)
    throw new PlatformError(`the account has no database ${name}: deploy first`);
  return id;
}
