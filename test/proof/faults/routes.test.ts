import { expect, it } from 'vitest';
import { KIND_WORDS } from '../../../src/console/dead-letters/kinds.ts';
import { documentOf, routesOf } from '../../support/api-document.ts';
import { NO_PAGE } from '../../support/page-routes.ts';
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
  const missing = (all: string[]) =>
    all.filter((route) => !taken.has(route) && !SPARED.includes(route));
  expect(missing(routes)).toEqual([]);
  expect(missing([...routes, 'POST /api/v1/planted'])).toEqual(['POST /api/v1/planted']);
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

/** Forms in no flow of their own: what they do is in flows of the API or of other pages. */
const SPARED_FORMS = [
  // They need a script.
  ...['/sign-in/passkey', '/second-step/set-up/passkey', '/account/security/passkeys/add'],
  // As an app's.
  ...['/account/security/passkeys/:id/rename', '/account/security/passkeys/:id/remove'],
  // Each begins what another flow ends.
  ...['/second-step/set-up/totp', '/account/step-up/code'],
  '/account/connections/with/:provider',
  // It parks what another site sends, and calls no binding.
  '/sign-in/with/:provider/callback',
  // Their flows press them without a browser.
  ...['/undo-email-change', '/undo-factor-change', '/cancel-factor-removal'],
  // Of other sites: they only lead on to a page of ours, and signing out is in a flow.
  ...['/oauth/authorize', '/oauth/end-session', '/oauth/end-session/continue'],
];

it('every form of a page is in a flow', () => {
  const forms = createTestApp()
    .app.routes.filter(({ method, path }) => method === 'POST' && !NO_PAGE.test(path))
    .map(({ path }) => path);
  const taken = FLOWS.flatMap(({ page }) => page ?? []);
  const missing = (all: string[]) =>
    all.filter((path) => ![...taken, ...SPARED_FORMS].includes(path));
  expect(missing(forms)).toEqual([]);
  expect(missing([...forms, '/planted'])).toEqual(['/planted']);
  expect([...taken, ...SPARED_FORMS].filter((path) => !forms.includes(path))).toEqual([]);
});

it('every kind of message is delivered by a flow', () => {
  // What is unreadable is of no kind.
  const kinds = Object.keys(KIND_WORDS).filter((kind) => kind !== 'unreadable');
  const taken = new Set(FLOWS.flatMap(({ delivers = [] }) => delivers));
  const missing = (all: string[]) => all.filter((kind) => !taken.has(kind));
  expect(missing(kinds)).toEqual([]);
  expect(missing([...kinds, 'planted.kind'])).toEqual(['planted.kind']);
  expect([...taken].filter((kind) => !kinds.includes(kind))).toEqual([]);
});

it('flows are told apart by their names', () => {
  const names = FLOWS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
