import { spawnSync } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyJwt, { type TokenOrHeader } from '@fastify/jwt';
import express from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import fastify, { type FastifyRequest } from 'fastify';
import buildGetJwks from 'get-jwks';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { passportJwtSecret } from 'jwks-rsa';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';

// Resource servers that know nothing of ours but issuer, audience and key set, each set up as the
// README of its library shows. None may take a token of another kind for an access token, whatever
// it forgets to check.
const EMAIL = 'ada@example.com';
const PASSWORD = 'correct-Horse-7-battery';
/**
 * Debian's Python, for which `python3-jwt` is installed; another one may stand before it in the
 * path.
 */
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const { check, finish } = createChecks();

/** Whether a resource server lets the bearer of a token in. */
type ResourceServer = { name: string; admits: (token: string) => Promise<boolean> };
const closing: (() => Promise<unknown> | unknown)[] = [];

const withJose = (issuer: string): ResourceServer => {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  return {
    name: 'jose',
    admits: (token) =>
      jwtVerify(token, keys, { issuer, audience: issuer }).then(
        () => true,
        () => false,
      ),
  };
};

/**
 * Asks a resource server on this machine. One whose key lookup fails may call that its own fault:
 * it is no admission.
 */
const asking =
  (url: string): ResourceServer['admits'] =>
  async (token) => {
    const { status } = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    return status === 200;
  };

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function withExpressOauth(issuer: string): Promise<ResourceServer> {
  const app = express().set('env', 'test');
  app.use(auth({ issuerBaseURL: issuer, audience: issuer }));
  app.get('/', (_, response) => void response.json({}));
  return { name: 'express-oauth2-jwt-bearer', admits: asking(await serve(app)) };
}

async function withFastify(issuer: string): Promise<ResourceServer> {
  const app = fastify();
  const getJwks = buildGetJwks({ issuersWhitelist: [issuer] });
  await app.register(fastifyJwt, {
    decode: { complete: true },
    verify: { allowedIss: issuer, allowedAud: issuer },
    secret: async (_: FastifyRequest, token: TokenOrHeader) => {
      if (!('payload' in token)) throw new Error('the token was not decoded as a whole');
      const { kid, alg } = token.header;
      return getJwks.getPublicKey({ kid, alg, domain: String(token.payload.iss) });
    },
  });
  app.addHook('onRequest', async (request) => void (await request.jwtVerify()));
  app.get('/', () => ({}));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  closing.push(() => app.close());
  return { name: '@fastify/jwt with get-jwks', admits: asking(url) };
}

async function withPassport(issuer: string): Promise<ResourceServer> {
  const options = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: passportJwtSecret({
      cache: true,
      jwksUri: `${issuer}/.well-known/jwks.json`,
    }),
    issuer,
    audience: issuer,
  };
  passport.use(new Strategy(options, (payload, done) => done(null, payload)));
  const app = express().set('env', 'test');
  app.get('/', passport.authenticate('jwt', { session: false }), (_, response) => {
    response.json({});
  });
  return { name: 'passport-jwt with jwks-rsa', admits: asking(await serve(app)) };
}

const PYJWT = `
import sys, jwt
issuer, token = sys.argv[1:]
client = jwt.PyJWKClient(issuer + "/.well-known/jwks.json")
try:
    key = client.get_signing_key_from_jwt(token)
    jwt.decode(token, key.key, algorithms=["ES256"], audience=issuer, issuer=issuer)
    print("admitted")
except jwt.PyJWTError:
    print("refused")
`;

const withPyJwt = (issuer: string): ResourceServer => ({
  name: 'PyJWT',
  async admits(token) {
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', PYJWT, issuer, token], {
      encoding: 'utf8',
    });
    if (!/^(admitted|refused)$/m.test(stdout)) throw new Error(`PyJWT did not run: ${stderr}`);
    return stdout.startsWith('admitted');
  },
});

type Tokens = { access_token: string; refresh_token: string };
type Api = (method: string, path: string, body: object, token?: string) => Promise<unknown>;

const callerOf =
  (url: string): Api =>
  async (method, path, body, token) => {
    const response = await fetch(`${url}/api/v1/auth/${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

async function mailedCode(url: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { messages } = (await (await fetch(`${url}/dev/mailbox?to=${EMAIL}`)).json()) as {
      messages: { codes: string[] }[];
    };
    const code = messages[0]?.codes[0];
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no mail');
}

/** One token of each kind, and a refresh token whose session has ended. */
async function obtainTokens(url: string) {
  const call = callerOf(url);
  const login = { email: EMAIL, password: PASSWORD, token_delivery: 'body' };
  await call('POST', 'register', { email: EMAIL, password: PASSWORD });
  await call('POST', 'email/verify', { email: EMAIL, otp: await mailedCode(url) });
  const ended = (await call('POST', 'login', login)) as Tokens;
  const live = (await call('POST', 'login', login)) as Tokens;
  await call('POST', 'logout', {}, ended.access_token);
  await call('PUT', 'mfa/email', { enabled: true, password: PASSWORD }, live.access_token);
  const halfWay = (await call('POST', 'login', login)) as { mfa_token: string };
  return { live, ended, mfaToken: halfWay.mfa_token };
}

const server = await startDevServer();
try {
  const { live, ended, mfaToken } = await obtainTokens(server.url);
  const resourceServers = [
    withJose(server.url),
    await withExpressOauth(server.url),
    await withFastify(server.url),
    await withPassport(server.url),
    withPyJwt(server.url),
  ];
  for (const { name, admits } of resourceServers) {
    check(`${name} takes an access token`, await admits(live.access_token));
    check(`${name} refuses a refresh token`, !(await admits(live.refresh_token)));
    check(`${name} refuses one after sign-out`, !(await admits(ended.refresh_token)));
    check(`${name} refuses the token of a first step`, !(await admits(mfaToken)));
  }
} finally {
  for (const close of closing) await close();
  await server.stop();
}
finish();
