import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import type { Target } from './target.ts';
import type { Wrangler } from './wrangler.ts';

/** A resource, and whether this run created it. */
export type Found<T> = { value: T; made: boolean };

/**
 * Returns the account, without an id if the token does not show it. Throws {@link Failure} if there
 * is no login or the account is ambiguous.
 */
export async function findAccount(
  wrangler: Wrangler,
  target: Target,
  environment: NodeJS.ProcessEnv,
): Promise<{ id: string | undefined; name: string }> {
  const { ok, stdout, said } = await wrangler.attempt(commands.account());
  if (!ok && !stdout.includes('"loggedIn"'))
    throw new Failure(`your Cloudflare account could not be read:\n${said.trim()}`);
  const report = parseReport(stdout);
  if (!report.loggedIn)
    throw new Failure(
      'you are not signed in to Cloudflare',
      'Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN (and CLOUDFLARE_ACCOUNT_ID).',
    );
  const accounts = report.accounts ?? [];
  const chosen = environment.CLOUDFLARE_ACCOUNT_ID ?? target.accountId;
  if (chosen === undefined && accounts.length > 1) {
    const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
    throw new Failure(
      'you have more than one account',
      `Set CLOUDFLARE_ACCOUNT_ID to one of:\n${list}`,
    );
  }
  const found = accounts.find(({ id }) => chosen === undefined || id === chosen);
  const id = chosen ?? found?.id;
  return { id, name: found?.name ?? id ?? 'the account of the token' };
}

type Report = { loggedIn: boolean; accounts?: { id: string; name: string }[] };

function parseReport(text: string): Report {
  try {
    return JSON.parse(text.slice(text.indexOf('{'))) as Report;
  } catch {
    throw new Failure(`wrangler whoami returned no JSON:\n${text.trim()}`);
  }
}

/** Returns the id of the D1 database, and creates it if there is none of that name. */
export async function ensureDatabase(
  wrangler: Wrangler,
  { database }: Target,
): Promise<Found<string>> {
  if (database.id !== undefined) return { value: database.id, made: false };
  const find = async () => {
    const all = (await wrangler.read(commands.listDatabases())) as { uuid: string; name: string }[];
    return all.find(({ name }) => name === database.name)?.uuid;
  };
  return ensure(
    wrangler,
    `the database ${database.name}`,
    find,
    commands.createDatabase(database.name),
  );
}

/** Returns the id of the KV namespace, and creates it if there is none of that title. */
export async function ensureNamespace(
  wrangler: Wrangler,
  { namespace }: Target,
): Promise<Found<string>> {
  if (namespace.id !== undefined) return { value: namespace.id, made: false };
  const find = async () => {
    const all = (await wrangler.read(commands.listNamespaces())) as { id: string; title: string }[];
    return all.find(({ title }) => title === namespace.title)?.id;
  };
  return ensure(
    wrangler,
    `the KV namespace ${namespace.title}`,
    find,
    commands.createNamespace(namespace.title),
  );
}

// List again after creating: the next run relies on the list.
async function ensure(
  wrangler: Wrangler,
  what: string,
  find: () => Promise<string | undefined>,
  create: string[],
): Promise<Found<string>> {
  const found = await find();
  if (found !== undefined) return { value: found, made: false };
  await wrangler.run(create);
  const made = await find();
  if (made === undefined)
    throw new Failure(
      `${what} was created, but is not listed yet`,
      'Run the same command again in a minute.',
    );
  return { value: made, made: true };
}

/** Creates a queue unless it exists. */
export async function ensureQueue(wrangler: Wrangler, name: string): Promise<Found<string>> {
  const { ok, stdout, said } = await wrangler.attempt(commands.findQueue(name));
  if (ok && new RegExp(`^Queue Name: ${name}$`, 'm').test(stdout))
    return { value: name, made: false };
  if (!ok && !said.includes('does not exist'))
    throw new Failure(`the queue ${name} could not be looked up:\n${said.trim()}`);
  const created = await wrangler.attempt(commands.createQueue(name));
  // For one name wrangler may have found another that begins with it, so the queue may exist
  // anyway.
  if (!created.ok && !created.said.includes('already taken'))
    throw new Failure(`the queue ${name} could not be created:\n${created.said.trim()}`);
  return { value: name, made: created.ok };
}
