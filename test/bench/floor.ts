import { DurableObject } from 'cloudflare:workers';
import { type CryptoKey, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { argon2id } from '../../src/methods/password/argon2.ts';

// What cannot be left out, and nothing else: the measure that the service's own routes are held against.

type FloorEnv = { DB: D1Database; CHAIN: DurableObjectNamespace<Chain>; JWK: string };

/** One read and one write of SQLite in a Durable Object. */
export class Chain extends DurableObject {
  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec('create table if not exists chain (id text primary key, jti text)');
  }

  rotate(id: string, presented: string, successor: string): string {
    const [row] = this.ctx.storage.sql
      .exec<{ jti: string }>('select jti from chain where id = ?', id)
      .toArray();
    if (row !== undefined && row.jti !== presented) return row.jti;
    this.ctx.storage.sql.exec(
      'insert or replace into chain (id, jti) values (?, ?)',
      id,
      successor,
    );
    return successor;
  }
}

let keys: { privateKey: CryptoKey; publicKey: CryptoKey } | undefined;

async function importKeys(text: string) {
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
    .setExpirationTime('15m')
    .sign(key);

async function refresh(request: Request, env: FloorEnv, once: boolean): Promise<Response> {
  const { privateKey, publicKey } = await importKeys(env.JWK);
  const { refresh: token } = await request.json<{ refresh: string }>();
  const { payload } = await jwtVerify(token, publicKey, { algorithms: ['ES256'] });
  const jti = await env.CHAIN.getByName(String(payload.sub)).rotate(
    String(payload.sid),
    String(payload.jti),
    crypto.randomUUID(),
  );
  const claims = { sub: payload.sub, sid: payload.sid };
  if (once) return Response.json({ refresh_token: await sign({ ...claims, jti }, privateKey) });
  const [accessToken, refreshToken] = await Promise.all([
    sign({ ...claims, jti: crypto.randomUUID() }, privateKey),
    sign({ ...claims, jti }, privateKey),
  ]);
  return Response.json({ access_token: accessToken, refresh_token: refreshToken });
}

async function me(request: Request, env: FloorEnv): Promise<Response> {
  const { publicKey } = await importKeys(env.JWK);
  const { payload } = await jwtVerify(
    (request.headers.get('Authorization') ?? '').slice(7),
    publicKey,
    { algorithms: ['ES256'] },
  );
  const row = await env.DB.prepare('select * from people where id = ?').bind(payload.sub).first();
  return Response.json(row);
}

function login(): Response {
  const hash = argon2id(
    new TextEncoder().encode('correct-Horse-7-battery'),
    crypto.getRandomValues(new Uint8Array(16)),
    { memoryKib: 19_456, iterations: 2, parallelism: 1 },
    32,
  );
  return Response.json({ length: hash.length });
}

/** Tokens for a connection of the load, and a row for it to read. */
async function prepare(env: FloorEnv): Promise<Response> {
  const { privateKey } = await importKeys(env.JWK);
  await env.DB.prepare(`create table if not exists people (id text primary key, email text, username text, first_name text, last_name text, display_name text,
        timezone text, email_verified_at integer, roles text, mfa integer, created_at integer, last_login_at integer)`).run();
  const sub = crypto.randomUUID();
  await env.DB.prepare(
    `insert into people values (?, 'ada@example.com', 'ada', 'Ada', 'Lovelace', 'Ada', 'UTC', 1, '["user"]', 0, 1, 1)`,
  )
    .bind(sub)
    .run();
  const token = await sign({ sub, sid: crypto.randomUUID(), jti: crypto.randomUUID() }, privateKey);
  return Response.json({ access_token: token, refresh_token: token });
}

export default {
  fetch(request, env) {
    switch (new URL(request.url).pathname) {
      case '/prepare':
        return prepare(env);
      case '/refresh':
        return refresh(request, env, false);
      case '/refresh-once':
        return refresh(request, env, true);
      case '/me':
        return me(request, env);
      default:
        return login();
    }
  },
} satisfies ExportedHandler<FloorEnv>;
