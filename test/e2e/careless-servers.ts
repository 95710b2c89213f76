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
import { startPython } from './dialogue.ts';

/** Whether a resource server lets the bearer of a token in, and how it is stopped. */
export type ResourceServer = {
  name: string;
  admits: (token: string) => Promise<boolean>;
  close?: () => unknown;
};

/**
 * Resource servers set up as the README of their library shows, which know nothing of ours but
 * issuer, audience and key set, and forget to check `typ`.
 */
export const startCarelessServers = (issuer: string): Promise<ResourceServer[]> =>
  Promise.all([
    withJose(issuer),
    withExpressOauth(issuer),
    withFastify(issuer),
    withPassport(issuer),
    withPyJwt(issuer),
  ]);

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
export const asking =
  (url: string): ResourceServer['admits'] =>
  async (token) => {
    const { status } = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    return status === 200;
  };

async function serve(name: string, listener: RequestListener): Promise<ResourceServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { name, admits: asking(url), close: () => server.close() };
}

async function withExpressOauth(issuer: string): Promise<ResourceServer> {
  const app = express().set('env', 'test');
  app.use(auth({ issuerBaseURL: issuer, audience: issuer }));
  app.get('/', (_, response) => void response.json({}));
  return serve('express-oauth2-jwt-bearer', app);
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
  return { name: '@fastify/jwt with get-jwks', admits: asking(url), close: () => app.close() };
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
  passport.use(issuer, new Strategy(options, (payload, done) => done(null, payload)));
  const app = express().set('env', 'test');
  app.get('/', passport.authenticate(issuer, { session: false }), (_, response) => {
    response.json({});
  });
  return serve('passport-jwt with jwks-rsa', app);
}

const PYJWT = `
import sys, jwt
issuer = sys.argv[1]
client = jwt.PyJWKClient(issuer + "/.well-known/jwks.json")
for line in sys.stdin:
    token = line.strip()
    try:
        key = client.get_signing_key_from_jwt(token)
        jwt.decode(token, key.key, algorithms=["ES256", "EdDSA"], audience=issuer, issuer=issuer)
        print("admitted", flush=True)
    except jwt.PyJWTError:
        print("refused", flush=True)
`;

function withPyJwt(issuer: string): ResourceServer {
  const { ask, close } = startPython(['-c', PYJWT, issuer]);
  return {
    name: 'PyJWT with cryptography',
    admits: async (token) => (await ask(token)) === 'admitted',
    close,
  };
}
