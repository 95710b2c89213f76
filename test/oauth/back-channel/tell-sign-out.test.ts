import { describe, expect, inject, it } from 'vitest';
import { DeliveryError } from '../../../src/mail/delivery-error.ts';
import { createTellSignOut } from '../../../src/oauth/back-channel/tell-sign-out.ts';
import { addToldClient, letReply, requestsTo } from '../../support/back-channel.ts';
import { createTestApp } from '../../support/test-app.ts';

/** Milliseconds in which a request arrives on a busy machine. */
const SHORT = 1500;

async function world() {
  const app = createTestApp();
  const { stores, findClient } = app.servicesWith(() => undefined);
  const client = await addToldClient(app);
  const deps = { ...stores, findClient, isDevelopment: true, fetch };
  const about = { id: 'd', clientId: client.id, userId: crypto.randomUUID(), sessionId: 's' };
  const failure = (timeLimit = 20_000) =>
    createTellSignOut({ ...deps, timeLimit })(about).then(
      () => null,
      (error: unknown) => (error instanceof DeliveryError ? error.pauses.length : error),
    );
  return { client, failure };
}

describe('a client that is told of a sign-out', () => {
  it('and never answers is given up after a while, and tried again', async () => {
    const { client, failure } = await world();
    await letReply(client, 'silent');
    expect(await failure(SHORT)).toBe(3);
    expect(await failure()).toBeNull();
    expect(await requestsTo(client)).toHaveLength(2);
  });

  it('is not followed elsewhere', async () => {
    const { client, failure } = await world();
    const other = await addToldClient(createTestApp());
    const to = `${inject('signOutReceiver')}/to/${other.name}`;
    for (const status of [301, 302, 303, 307, 308]) {
      await letReply(client, { status, headers: { Location: to } });
      expect(await failure()).toBe(3);
    }
    expect(await requestsTo(other)).toEqual([]);
  });

  it('may begin an answer that never ends', async () => {
    const { client, failure } = await world();
    await letReply(client, { status: 200, body: 'x'.repeat(1_000_000) });
    expect(await failure()).toBeNull();
  });
});
