import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { inject } from 'vitest';
import { consumeJobs } from '../../src/mail/consume-jobs.ts';
import type { StoredClient } from '../../src/oauth/clients/client-store.ts';
import { REDIRECT } from './grants.ts';
import { addClient, CALLBACK, ISSUER, type TestClient } from './oauth.ts';
import type { Reply, Told } from './sign-out-receiver.ts';
import type { TestApp } from './test-app.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Registers a client that wants to be told of sign-outs. */
export async function addToldClient(
  app: TestApp,
  given: Partial<StoredClient> = {},
): Promise<TestClient & { name: string }> {
  const name = crypto.randomUUID();
  const backchannelLogoutUri = `${inject('signOutReceiver')}/to/${name}`;
  const redirectUris = [CALLBACK, REDIRECT];
  const told = { backchannelLogoutUri, redirectUris, name, ...given };
  return { ...(await addClient(app, told)), name };
}

const controlOf = ({ name }: { name: string }) => `${inject('signOutReceiver')}/control/${name}`;

/** What a client was told, oldest first. */
export const requestsTo = async (client: { name: string }): Promise<Told[]> =>
  (await fetch(controlOf(client))).json<Told[]>();

/** Sets the next answers of a client. */
export const letReply = async (client: { name: string }, ...replies: Reply[]): Promise<void> =>
  void (await (
    await fetch(controlOf(client), { method: 'PUT', body: JSON.stringify(replies) })
  ).text());

/** The claims of the tokens that a client was sent, each verified as a client has to. */
export async function tokensTo(app: TestApp, client: TestClient & { name: string }) {
  const keys = await (await app.fetch('/.well-known/jwks.json')).json<JSONWebKeySet>();
  const told = await requestsTo(client);
  return Promise.all(
    told.map(async ({ body }) => {
      const token = new URLSearchParams(body).get('logout_token') ?? '';
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
        issuer: ISSUER,
        audience: client.id,
        algorithms: [client.idTokenAlg],
        typ: 'logout+jwt',
        currentDate: new Date(app.clock()),
        requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events', 'sub', 'sid'],
      });
      return { token, payload, protectedHeader };
    }),
  );
}

/** The jobs that tell clients. */
export const signOutJobs = (app: TestApp): unknown[] =>
  app.queued.filter((body) => (body as { type: string }).type === 'clients.signed_out');

/** Tries jobs once, as the consumer of the queue does. Returns what became of them. */
export async function tryJobs(app: TestApp, bodies: unknown[], attempts = 1) {
  const outcome = { acked: 0, pauses: [] as (number | undefined)[] };
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(0),
    attempts,
    body,
    ack: () => void outcome.acked++,
    retry: (options?: QueueRetryOptions) => void outcome.pauses.push(options?.delaySeconds),
  }));
  const late: Promise<unknown>[] = [];
  const services = app.servicesWith((work) => void late.push(work));
  await consumeJobs({ messages } as unknown as MessageBatch, services);
  await Promise.all(late);
  return outcome;
}

/** Brings what guards have sent to the clients, by both queues. */
export async function tellClients(app: TestApp): Promise<void> {
  await app.deliverLedger();
  const jobs = signOutJobs(app);
  app.queued.splice(0);
  await tryJobs(app, jobs);
}

export const LOGOUT_EVENT = { [EVENT]: {} };
