import { expect } from 'vitest';
import type { StoredClient } from '../../../../src/oauth/clients/client-store.ts';
import { createProver, exchangeProved, grantIn, type Prover } from '../../../support/dpop.ts';
import {
  addClient,
  askedBy,
  authorizePath,
  CALLBACK,
  type GrantAnswer,
  VERIFIER,
} from '../../../support/oauth.ts';
import type { Browser } from '../browser.ts';
import { defineFlow } from '../flow.ts';
import { defineFormFlow } from '../page-flow.ts';
import { type Answer, bodyOf, type World } from '../world.ts';
import { aGuest } from './visitors.ts';

const CONTINUE = '/oauth/continue';
const CONNECTIONS = '/account/connections';
const BYE = 'https://client.example/bye';

/** A form of a client, as its server sends it. */
async function asClient(
  world: World,
  path: string,
  fields: Record<string, string>,
  more: Record<string, string> = {},
): Promise<Answer> {
  world.timeline.move(7);
  const response = await world.app.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...more },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const exchange = (world: World, id: string, code: string) =>
  asClient(world, '/oauth/token', {
    grant_type: 'authorization_code',
    client_id: id,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    code,
  });
const refresh = (world: World, id: string, token: string, proof?: string) =>
  asClient(
    world,
    '/oauth/token',
    { grant_type: 'refresh_token', client_id: id, refresh_token: token },
    proof === undefined ? {} : { DPoP: proof },
  );
/** A refresh with a new proof of the client's key. */
async function refreshProved(world: World, { client, prover }: Proved, token: string) {
  const proof = await prover.prove('POST', '/oauth/token');
  return refresh(world, client.id, token, proof);
}
type Proved = { client: { id: string }; prover: Prover };
const userInfo = (world: World, by: GrantAnswer) => world.get('/oauth/userinfo', by);

/** Somebody who is signed in and has been sent here by a client. */
async function sent(world: World, given: Partial<StoredClient> = {}) {
  const guest = await aGuest(world, '/account/profile');
  const client = await addClient(world.app, { postLogoutRedirectUris: [BYE], ...given });
  return { ...guest, client, page: await guest.browser.open(authorizePath(client)) };
}
async function aCode(world: World, given: Partial<StoredClient> = {}) {
  const guest = await sent(world, given);
  const allowed = await guest.browser.submit(guest.page, {}, { press: 'Allow' });
  const code = new URL(allowed.refresh ?? '').searchParams.get('code') ?? '';
  return { ...guest, code };
}
/** A client that may use the account. */
export async function aGrant(world: World, given: Partial<StoredClient> = {}) {
  const held = await aCode(world, given);
  const tokens = bodyOf<GrantAnswer>(await exchange(world, held.client.id, held.code));
  await world.wait(0);
  return { ...held, tokens };
}
const lives = async ({ browser }: { browser: Browser }) => expect(await browser.lives()).toBe(true);

/** What people and clients do by OAuth. */
export const OAUTH = [
  defineFormFlow({
    name: 'oauth: let a client use the account',
    page: CONTINUE,
    prepare: (world) => sent(world),
    form: () => ({ action: CONTINUE, press: 'allow' }),
    // The consent is kept, so that the way on leads straight back to the client.
    madeAnyway: [`200 ${CONTINUE}`],
    async expect(world, state, last) {
      expect(last.status).toBe(200);
      await lives(state);
      const shown = await state.browser.open(CONNECTIONS);
      expect(shown.text).toContain(state.client.name);
      // Whatever became of the first code, the client gets one that works.
      const again = await state.browser.look(authorizePath(state.client));
      const code = new URL(again.headers.get('Location') ?? '').searchParams.get('code') ?? '';
      expect((await exchange(world, state.client.id, code)).status).toBe(200);
    },
  }),
  defineFormFlow({
    name: 'oauth: shut a client out',
    page: CONNECTIONS,
    async prepare(world) {
      const held = await aGrant(world);
      return { ...held, page: await held.browser.open(CONNECTIONS) };
    },
    form: (_, { client }) => ({ action: CONNECTIONS, press: client.id }),
    // It has no access any more, and the page says so.
    doneBefore: [`404 ${CONNECTIONS}`, 404],
    madeAnyway: [`200 ${CONNECTIONS}`],
    async expect(world, state) {
      expect((await userInfo(world, state.tokens)).status).toBe(401);
      expect((await refresh(world, state.client.id, state.tokens.refresh_token)).status).toBe(400);
      await lives(state);
    },
  }),
  defineFlow({
    name: 'oauth: push a request',
    async prepare(world) {
      const guest = await aGuest(world, '/account/profile');
      return { ...guest, client: await addClient(world.app, { firstParty: true }) };
    },
    act: (world, { client }) => asClient(world, '/oauth/par', askedBy(client)),
    async expect(world, state, last) {
      expect(last.status).toBe(201);
      const { request_uri: handle } = bodyOf<{ request_uri: string }>(last);
      const query = new URLSearchParams({ client_id: state.client.id, request_uri: handle });
      const page = await state.browser.look(`/oauth/authorize?${query}`);
      const code = new URL(page.headers.get('Location') ?? '').searchParams.get('code') ?? '';
      expect((await exchange(world, state.client.id, code)).status).toBe(200);
      await lives(state);
    },
  }),
  defineFlow({
    name: 'oauth: get a code for a pushed request',
    async prepare(world) {
      const guest = await aGuest(world, '/account/profile');
      const client = await addClient(world.app, { firstParty: true });
      const pushed = await asClient(world, '/oauth/par', askedBy(client));
      return { ...guest, client, handle: bodyOf<{ request_uri: string }>(pushed).request_uri };
    },
    async act(_, { browser, client, handle }) {
      const query = new URLSearchParams({ client_id: client.id, request_uri: handle });
      return browser.look(`/oauth/authorize?${query}`);
    },
    // The handle was used up with a code whose answer got lost.
    doneBefore: [400],
    madeAnyway: [400],
    async expect(world, state, last) {
      if (last.status === 303) {
        const code = new URL(last.headers.get('Location') ?? '').searchParams.get('code') ?? '';
        expect((await exchange(world, state.client.id, code)).status).toBe(200);
      }
      await lives(state);
    },
  }),
  defineFlow({
    name: 'oauth: exchange a code',
    prepare: (world) => aCode(world),
    act: (world, { client, code }) => exchange(world, client.id, code),
    // The code was used, and using it again ends what it led to (RFC 6749 §4.1.2).
    doneBefore: [400],
    madeAnyway: [400],
    async expect(world, state, last) {
      if (last.status === 200)
        expect((await userInfo(world, bodyOf<GrantAnswer>(last))).status).toBe(200);
      expect((await exchange(world, state.client.id, state.code)).status).toBe(400);
      await lives(state);
    },
  }),
  defineFlow({
    name: 'oauth: refresh a grant',
    prepare: (world) => aGrant(world),
    act: (world, { client, tokens }) => refresh(world, client.id, tokens.refresh_token),
    async expect(world, { client }, last) {
      const tokens = bodyOf<GrantAnswer>(last);
      expect((await userInfo(world, tokens)).status).toBe(200);
      expect((await refresh(world, client.id, tokens.refresh_token)).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'oauth: refresh a grant that is bound to a key',
    async prepare(world) {
      const held = await aCode(world);
      const prover = await createProver(world.app);
      const response = await exchangeProved(world.app, held.client, held.code, prover);
      const tokens = await grantIn(response);
      await world.wait(0);
      return { ...held, prover, tokens };
    },
    act: (world, state) => refreshProved(world, state, state.tokens.refresh_token),
    async expect(world, state, last) {
      const { token_type, refresh_token } = bodyOf<GrantAnswer>(last);
      expect(token_type).toBe('DPoP');
      expect((await refreshProved(world, state, refresh_token)).status).toBe(200);
    },
  }),
  defineFlow({
    name: 'oauth: ask who somebody is',
    prepare: (world) => aGrant(world),
    act: (world, { tokens }) => userInfo(world, tokens),
    expect: async (_, { ids: [id] }, last) => expect(bodyOf<{ sub: string }>(last).sub).toBe(id),
  }),
  defineFlow({
    name: 'oauth: take a grant back',
    prepare: (world) => aGrant(world),
    act: (world, { client, tokens }) =>
      asClient(world, '/oauth/revoke', { client_id: client.id, token: tokens.refresh_token }),
    async expect(world, state) {
      expect((await userInfo(world, state.tokens)).status).toBe(401);
      await lives(state);
    },
  }),
];
