import { expect, it } from 'vitest';
import { documentOf, routesOf } from '../../support/api-document.ts';
import { createTestApp } from '../../support/test-app.ts';
import { FLOWS } from './flows/all.ts';
import { createWorld } from './world.ts';

/** Routes in no flow, since they call no binding that could fail. */
const SPARED = ['GET /.well-known/webauthn', 'POST /api/v1/auth/passkeys/authenticate/options'];

it('every route of the OpenAPI document is in a flow, or calls no binding', () => {
  const routes = routesOf(documentOf(createTestApp().app)).map(
    ({ method, path }) => `${method} ${path}`,
  );
  const taken = new Set(FLOWS.flatMap((flow) => flow.routes ?? []));
  expect(routes.filter((route) => !taken.has(route) && !SPARED.includes(route))).toEqual([]);
  // Neither flows nor exceptions outlive their route.
  const named = [...taken, ...SPARED];
  expect(named.filter((route) => !routes.includes(route))).toEqual([]);
});

it.each(SPARED)('%s calls no binding', async (route) => {
  const world = createWorld();
  const [method = '', path = ''] = route.split(' ');
  // What the first request of a deployment reads is no concern of the route.
  await world.ask(method, path);
  world.board.arm(() => undefined);
  expect((await world.ask(method, path)).status).toBeLessThan(500);
  expect(world.board.disarm().calls).toEqual([]);
});

it('flows are told apart by their names', () => {
  const names = FLOWS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
