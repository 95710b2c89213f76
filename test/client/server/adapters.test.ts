import type { RequestHandler } from 'express';
import type { onRequestAsyncHookHandler } from 'fastify';
import { Hono } from 'hono';
import { beforeEach, expect, it } from 'vitest';
import {
  type AccessClaims,
  claimsOf,
  createVerifier,
  protectExpress,
  protectFastify,
  protectHono,
  protectRoute,
  type Verifier,
} from '../../../src/client/server/index.ts';
import { createIssuer, ISSUER } from './issuer.ts';

let issuer: Awaited<ReturnType<typeof createIssuer>>;
let verifier: Verifier;
beforeEach(async () => {
  issuer = await createIssuer();
  verifier = createVerifier({ issuer: ISSUER, fetch: issuer.fetch });
});

const bearing = async () => ({ authorization: `Bearer ${await issuer.sign()}` });

it('guards a Hono app', async () => {
  const app = new Hono<{ Variables: { claims: AccessClaims } }>();
  app.use(protectHono(verifier));
  app.get('/', (c) => c.json({ user: c.get('claims').sub }));
  app.get('/strong', protectHono(verifier, { acr: 'aal2' }), (c) => c.text('strong'));
  const stranger = await app.request('/');
  expect(stranger.status).toBe(401);
  expect(stranger.headers.get('WWW-Authenticate')).toBe('Bearer');
  const ada = await app.request('/', { headers: await bearing() });
  expect(await ada.json()).toEqual({ user: 'ada' });
  const weak = await app.request('/strong', { headers: await bearing() });
  expect([weak.status, await weak.json()]).toMatchObject([
    401,
    { error: 'insufficient_user_authentication' },
  ]);
});

it('guards a route handler of Next.js, which keeps its second argument', async () => {
  const route = protectRoute(
    verifier,
    (_, claims, { params }: { params: string }) => Response.json([claims.sub, params]),
    { scope: 'profile' },
  );
  const request = async (headers = {}) => new Request('https://app.example.com/', { headers });
  expect((await route(await request(), { params: 'x' })).status).toBe(401);
  const answer = await route(await request(await bearing()), { params: 'x' });
  expect(await answer.json()).toEqual(['ada', 'x']);
});

/** A response of Express or a reply of Fastify: what was said to it. */
function createResponse() {
  const said: unknown[] = [];
  const note = (what: unknown) => {
    said.push(what);
    return response;
  };
  const response = { status: note, set: note, json: note, code: note, headers: note, send: note };
  return { said, response };
}

it('guards Express and hands other errors on', async () => {
  const guard = protectExpress(verifier, { scope: 'profile' });
  // It fits the types of Express as it is.
  const typed: RequestHandler = guard;
  expect(typed).toBe(guard);
  const request = { headers: await bearing() };
  const { said, response } = createResponse();
  const next: unknown[] = [];
  await guard(request, response, (error) => next.push(error));
  expect([said, next, claimsOf(request).sub]).toEqual([[], [undefined], 'ada']);
  await guard({ headers: {} }, response, (error) => next.push(error));
  expect(next).toHaveLength(1);
  expect(said).toMatchObject([401, { 'WWW-Authenticate': 'Bearer' }, { error: 'token_missing' }]);
});

it('guards Fastify', async () => {
  const guard = protectFastify(verifier);
  const typed: onRequestAsyncHookHandler = guard;
  expect(typed).toBe(guard);
  const request = { headers: await bearing() };
  const { said, response } = createResponse();
  expect(await guard(request, response)).toBeUndefined();
  expect(claimsOf(request).sub).toBe('ada');
  await guard({ headers: {} }, response);
  expect(said).toMatchObject([401, { 'WWW-Authenticate': 'Bearer' }, { error: 'token_missing' }]);
});

it('a request that nobody verified has no claims', () => {
  expect(() => claimsOf({ headers: {} })).toThrow('not verified');
});

it('a fault that is no refusal is no admission', async () => {
  const broken: Verifier = { ...verifier, verifyRequest: () => Promise.reject(new Error('bug')) };
  const request = new Request('https://app.example.com/');
  await expect(protectRoute(broken, () => new Response())(request)).rejects.toThrow('bug');
  const { response } = createResponse();
  const admitted: unknown[] = [];
  const going = protectExpress(broken)({ headers: {} }, response, () => admitted.push(1));
  await expect(going).rejects.toThrow('bug');
  expect(admitted).toEqual([]);
});
