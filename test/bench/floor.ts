import { Hono } from 'hono';
import { type CryptoKey, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { argon2id } from '../../src/methods/password/argon2.ts';
import type { FloorGuard } from './floor-guard.ts';

// What cannot be left out, and nothing else: the measure that the service's own routes are held
// against.
export { FloorGuard } from './floor-guard.ts';

type FloorEnv = {
  GUARD: DurableObjectNamespace<FloorGuard>;
  DB: D1Database;
  LEDGER: Queue<Told>;
  JWK: string;
};
/** What D1 is told of a sign-in: as many characters as the service tells it. */
type Told = { id: string; userId: string; body: string };
type Keys = { privateKey: CryptoKey; publicKey: CryptoKey };

let keys: Keys | undefined;

async function importKeys(text: string): Promise<Keys> {
  if (keys !== undefined) return keys;
  const jwk = JSON.parse(text) as JWK;
  const { d, ...publicJwk } = jwk;
  keys = {
    privateKey: (await importJWK(jwk, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
  };
  return keys;
}

const sign = (claims: Record<string, unknown>, key: CryptoKey) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(key);

async function verify(token: string, env: FloorEnv) {
  const { publicKey } = await importKeys(env.JWK);
  const { payload } = await jwtVerify(token, publicKey, { algorithms: ['ES256'] });
  const { sub, sid, jti } = payload as { sub: string; sid: string; jti: string };
  return { sub, sid, jti };
}

async function issue(env: FloorEnv, sub: string, sid: string, jti: string): Promise<Response> {
  const { privateKey } = await importKeys(env.JWK);
  const [accessToken, refreshToken] = await Promise.all([
    sign({ sub, sid, jti: crypto.randomUUID() }, privateKey),
    sign({ sub, sid, jti }, privateKey),
  ]);
  return Response.json({ access_token: accessToken, refresh_token: refreshToken });
}

const bearerOf = (request: Request) => (request.headers.get('Authorization') ?? '').slice(7);

function hash(): Uint8Array {
  return argon2id(
    new TextEncoder().encode('correct-Horse-7-battery'),
    crypto.getRandomValues(new Uint8Array(16)),
    { memoryKib: 19_456, iterations: 2, parallelism: 1 },
    32,
  );
}

type Handler = (request: Request, env: FloorEnv, ctx: ExecutionContext) => Promise<Response>;

async function readView(token: string, env: FloorEnv): Promise<Response> {
  const { sub, sid } = await verify(token, env);
  const view = await env.GUARD.getByName(sub).live(sid);
  return new Response(view, { headers: { 'Content-Type': 'application/json' } });
}

async function login(request: Request, env: FloorEnv, work: () => unknown): Promise<Response> {
  const { email } = await request.json<{ email: string }>();
  const sub = email.split('@')[0] ?? '';
  const [sid, jti] = [crypto.randomUUID(), crypto.randomUUID()];
  const guard = env.GUARD.getByName(sub);
  await guard.charge();
  work();
  await guard.open(sid, jti);
  return issue(env, sub, sid, jti);
}

/**
 * {@link login} with the service's other storage calls: a look-up in D1, and D1 told by the queue.
 */
async function loginStored(request: Request, env: FloorEnv, ctx: ExecutionContext) {
  const { email } = await request.clone().json<{ email: string }>();
  const [[body] = []] = await env.DB.withSession('first-unconstrained')
    .prepare('select body from people where email = ?')
    .bind(email)
    .raw<[string]>();
  const answer = await login(request, env, () => undefined);
  const told = { id: crypto.randomUUID(), userId: email, body: body ?? '' };
  ctx.waitUntil(env.LEDGER.send(told));
  console.log(JSON.stringify({ level: 'info', event: 'request', body }));
  return answer;
}

async function tellDirectory(env: FloorEnv, rows: Told[]): Promise<void> {
  const json = JSON.stringify(rows);
  const from = `select json_extract(value, '$.id'), json_extract(value, '$.userId'),
    json_extract(value, '$.body') from json_each(?) where true`;
  await env.DB.batch(
    ['sessions', 'sign_ins'].map((table) =>
      env.DB.prepare(`insert into ${table} ${from} on conflict do nothing`).bind(json),
    ),
  );
}

async function makeTables(env: FloorEnv, email: string): Promise<void> {
  const tables = ['people (email text primary key, body text)'];
  for (const name of ['sessions', 'sign_ins'])
    tables.push(`${name} (id text primary key, user_id text, body text)`);
  for (const table of tables)
    await env.DB.prepare(`create table if not exists ${table} without rowid`).run();
  await env.DB.prepare('insert into people values (?, ?)').bind(email, 'x'.repeat(600)).run();
}

const hello = new Hono().get('/hello', (c) => c.json({ status: 'ok' }));

const HANDLERS: Record<string, Handler> = {
  '/hello': async (request, env) => hello.fetch(request, env),
  '/me': (request, env) => readView(bearerOf(request), env),
  '/verify': async (request, env) => readView((await request.json<{ token: string }>()).token, env),
  '/refresh': async (request, env) => {
    const { refresh } = await request.json<{ refresh: string }>();
    const { sub, sid, jti } = await verify(refresh, env);
    const current = await env.GUARD.getByName(sub).rotate(sid, jti, crypto.randomUUID());
    return issue(env, sub, sid, current);
  },
  '/logout': async (request, env) => {
    const { sub, sid } = await verify(bearerOf(request), env);
    await env.GUARD.getByName(sub).end(sid);
    return Response.json({});
  },
  '/login': (request, env) => login(request, env, hash),
  '/login-unhashed': (request, env) => login(request, env, () => undefined),
  '/login-stored': loginStored,
  '/hash': async () => Response.json({ length: hash().length }),
  // Tokens for a connection of the load.
  '/prepare': async (_, env) => {
    const [sub, sid, jti] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await env.GUARD.getByName(sub).open(sid, jti);
    const tokens = await (await issue(env, sub, sid, jti)).json<object>();
    await makeTables(env, `${sub}@example.com`);
    return Response.json({ email: `${sub}@example.com`, ...tokens });
  },
};

export default {
  fetch(request, env, ctx) {
    const handler = HANDLERS[new URL(request.url).pathname];
    return handler?.(request, env, ctx) ?? new Response(null, { status: 404 });
  },
  queue: (batch, env) =>
    tellDirectory(
      env,
      batch.messages.map(({ body }) => body),
    ),
} satisfies ExportedHandler<FloorEnv, Told>;
