import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';

export const ACCOUNT = 'account-of-the-test';
const NO_WORKER = {
  status: 404,
  code: 10007,
  message: 'This Worker does not exist on your account.',
};

type Refusal = { status: number; code: number; message: string };
type Binding = { name: string; type: string; text?: string; id?: string; namespace_id?: string };
type Answer = { result: unknown } | { refusal: Refusal };
type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  authorization: string;
};

/**
 * What the account holds. The Worker's plain vars and its secrets are told apart as Cloudflare
 * does.
 */
export type FakeAccount = {
  databases: { uuid: string; name: string; sql: DatabaseSync }[];
  namespaces: { id: string; title: string }[];
  queues: { queue_id: string; queue_name: string }[];
  worker: { bindings: Binding[]; secrets: Map<string, string>; deployments: number } | null;
  schedules: string[];
  /** `METHOD path` of what changed something, in order. */
  changes: string[];
  /** The mode of each change of D1's read replication, with the credentials that it came with. */
  replications: { mode: string; authorization: string }[];
  /** How many migrations the database had at the moment of each deployment. */
  migratedAtDeployment: number[];
};

/**
 * As much of Cloudflare's API as `wrangler` needs to deploy this service, over an account kept in
 * memory; D1 is SQLite. What it does not know it answers with 404, so that a call that wrangler
 * adds is seen.
 */
export async function startFakeCloudflare() {
  const account: FakeAccount = {
    databases: [],
    namespaces: [],
    queues: [],
    worker: null,
    schedules: [],
    changes: [],
    replications: [],
    migratedAtDeployment: [],
  };
  let refused: RegExp | null = null;
  let ignored: RegExp | null = null;
  const unknown: string[] = [];

  const server = createServer(async (request, response) => {
    const call = await readCall(request);
    const name = `${call.method} ${call.path}`;
    if (ignored?.test(name)) return;
    const answer = refused?.test(name)
      ? { refusal: { status: 403, code: 10000, message: 'refused by the test' } }
      : (route(account, call) ?? null);
    if (answer === null) unknown.push(name);
    if (answer !== null && 'result' in answer && call.method !== 'GET') account.changes.push(name);
    // There is one page of everything; wrangler asks for the next until it is empty.
    const past =
      answer !== null &&
      'result' in answer &&
      Array.isArray(answer.result) &&
      Number(call.query.get('page') ?? 1) > 1;
    const { status, body } = envelope(
      past
        ? { result: [] }
        : (answer ?? {
            refusal: { status: 404, code: 7003, message: `the fake does not know ${name}` },
          }),
    );
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    /** Calls that the fake had no answer to. */
    unknown,
    /** From now on refuses calls whose `METHOD path` matches; null refuses none. */
    refuse(pattern: RegExp | null) {
      refused = pattern;
    },
    /** From now on never answers calls whose `METHOD path` matches. */
    ignore(pattern: RegExp | null) {
      ignored = pattern;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url ?? '/', 'http://fake');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: Buffer.concat(parts).toString('utf8'),
    authorization: request.headers.authorization ?? '',
  };
}

function envelope(answer: Answer): { status: number; body: unknown } {
  if ('refusal' in answer) {
    const { status, code, message } = answer.refusal;
    return {
      status,
      body: { success: false, errors: [{ code, message }], messages: [], result: null },
    };
  }
  const count = Array.isArray(answer.result) ? answer.result.length : 1;
  const page = { page: 1, per_page: 1000, count, total_count: count, total_pages: 1 };
  return {
    status: 200,
    body: { success: true, errors: [], messages: [], result: answer.result, result_info: page },
  };
}

function route(account: FakeAccount, call: Call): Answer | undefined {
  const inAccount = call.path.replace(`/accounts/${ACCOUNT}`, '');
  return (
    identity(call) ??
    databases(account, { ...call, path: inAccount }) ??
    stores(account, { ...call, path: inAccount }) ??
    workers(account, { ...call, path: inAccount })
  );
}

function identity({ path }: Call): Answer | undefined {
  if (path === '/user') return { result: { id: 'user', email: 'ada@deploy.test' } };
  if (path === '/user/tokens/verify') return { result: { id: 'token', status: 'active' } };
  if (path === '/accounts') return { result: [{ id: ACCOUNT, name: 'Ada' }] };
  if (path === '/memberships')
    return { result: [{ id: 'membership', account: { id: ACCOUNT, name: 'Ada' } }] };
  return undefined;
}

function databases(account: FakeAccount, call: Call): Answer | undefined {
  const { method, path, body, authorization } = call;
  if (path === '/d1/database' && method === 'GET')
    return { result: account.databases.map(({ uuid, name }) => ({ uuid, name })) };
  if (path === '/d1/database' && method === 'POST') {
    const made = {
      uuid: randomUUID(),
      name: (JSON.parse(body) as { name: string }).name,
      sql: new DatabaseSync(':memory:'),
    };
    account.databases.push(made);
    return { result: { uuid: made.uuid, name: made.name, created_in_region: 'WEUR' } };
  }
  const [, idOrName, rest] = /^\/d1\/database\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const database = account.databases.find(
    ({ uuid, name }) => uuid === idOrName || name === idOrName,
  );
  if (idOrName === undefined || database === undefined) return undefined;
  if (rest === undefined && method === 'PUT') {
    const { read_replication: replication } = JSON.parse(body) as {
      read_replication: { mode: string };
    };
    account.replications.push({ mode: replication.mode, authorization });
  }
  if (rest === undefined) return { result: { uuid: database.uuid, name: database.name } };
  if (rest === '/query')
    return { result: query(database.sql, (JSON.parse(body) as { sql: string }).sql) };
  return undefined;
}

function query(database: DatabaseSync, text: string) {
  const reads = /^\s*select|\breturning\b/i.test(text);
  if (!reads) database.exec(text);
  return [
    {
      success: true,
      results: reads ? database.prepare(text).all() : [],
      meta: { duration: 0, served_by: 'fake' },
    },
  ];
}

function stores(account: FakeAccount, { method, path, query, body }: Call): Answer | undefined {
  if (path === '/storage/kv/namespaces' && method === 'GET') return { result: account.namespaces };
  if (path === '/storage/kv/namespaces') {
    const made = {
      id: randomUUID().replaceAll('-', ''),
      title: (JSON.parse(body) as { title: string }).title,
    };
    account.namespaces.push(made);
    return { result: made };
  }
  // Cloudflare's filter by name finds names that begin with it, too.
  const consumers = {
    producers_total_count: 0,
    consumers_total_count: 0,
    producers: [],
    consumers: [],
    created_on: '',
    modified_on: '',
  };
  // A deployment asks for all of its queues at once.
  const asked = query.getAll('name');
  const named = account.queues.filter(
    ({ queue_name: name }) => asked.length === 0 || asked.some((start) => name.startsWith(start)),
  );
  if (path === '/queues' && method === 'GET')
    return { result: named.toReversed().map((queue) => ({ ...queue, ...consumers })) };
  if (path === '/queues') {
    const made = {
      queue_id: randomUUID().replaceAll('-', ''),
      queue_name: (JSON.parse(body) as { queue_name: string }).queue_name,
    };
    if (account.queues.some(({ queue_name: name }) => name === made.queue_name))
      return {
        refusal: {
          status: 409,
          code: 11009,
          message: 'Queue name is already taken. Please choose a different name and try again.',
        },
      };
    account.queues.push(made);
    return { result: made };
  }
  if (/^\/queues\/[^/]+\/consumers/.test(path)) return { result: method === 'GET' ? [] : {} };
  return undefined;
}

function workers(account: FakeAccount, { method, path, body }: Call): Answer | undefined {
  const { worker } = account;
  if (path === '/workers/subdomain') return { result: { subdomain: 'ada' } };
  const [, name, rest] =
    /^\/workers\/(?:scripts|services|workers)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (rest === '/assets-upload-session')
    return { result: { jwt: 'assets-are-there', buckets: [] } };
  if (rest === undefined && method === 'PUT') return { result: deploy(account, body) };
  if (worker === null) return { refusal: NO_WORKER };
  const service = {
    default_environment: {
      environment: 'production',
      script: { last_deployed_from: 'wrangler', tag: 't' },
    },
  };
  if (path.startsWith('/workers/services')) return { result: service };
  if (path.startsWith('/workers/workers'))
    return { result: { id: name, name, subdomain: { enabled: true, previews_enabled: true } } };
  if (rest === '/secrets')
    return {
      result: [...worker.secrets.keys()].map((secret) => ({ name: secret, type: 'secret_text' })),
    };
  if (rest === '/deployments' && method === 'GET')
    return { result: { deployments: [{ versions: [{ version_id: 'v', percentage: 100 }] }] } };
  if (rest === '/deployments') return { result: { id: randomUUID() } };
  if (rest === '/versions' && method === 'POST') return { result: deploy(account, body) };
  if (rest === '/settings') return { result: { bindings: worker.bindings } };
  if (rest === '/schedules') return { result: { schedules: keepSchedules(account, method, body) } };
  return rest === '/script-settings' || rest === '/subdomain' ? { result: {} } : undefined;
}

function keepSchedules(account: FakeAccount, method: string, body: string) {
  if (method === 'PUT')
    account.schedules = (JSON.parse(body) as { cron: string }[]).map(({ cron }) => cron);
  return account.schedules.map((cron) => ({ cron }));
}

function deploy(account: FakeAccount, body: string) {
  const [metadata] = /\{"main_module.*\}/.exec(body) ?? ['{}'];
  const { bindings, keep_bindings: keep = [] } = JSON.parse(metadata) as {
    bindings: Binding[];
    keep_bindings?: string[];
  };
  const [database] = account.databases;
  const applied = database?.sql.prepare('select count(*) as count from d1_migrations').get() as
    | { count: number }
    | undefined;
  account.migratedAtDeployment.push(applied?.count ?? 0);
  const secrets = bindings
    .filter(({ type }) => type === 'secret_text')
    .map(({ name, text }) => [name, text ?? ''] as const);
  const kept = keep.includes('secret_text') ? (account.worker?.secrets ?? []) : [];
  account.worker = {
    bindings: bindings.filter(({ type }) => type !== 'secret_text'),
    secrets: new Map([...kept, ...secrets]),
    deployments: (account.worker?.deployments ?? 0) + 1,
  };
  return { id: 'latchkey', etag: 'e', startup_time_ms: 1, deployment_id: randomUUID() };
}
