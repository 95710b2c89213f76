import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createAuditStore } from '../../../src/audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../../../src/audit/event.ts';
import { createClientStore } from '../../../src/oauth/clients/client-store.ts';
import {
  type Batch,
  type Condition,
  createDatabase,
  runBatch,
} from '../../../src/shared/database.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { clientOf } from '../token-endpoint/world.ts';

const db = createDatabase(env.DB);
const store = createClientStore(db);
const audit = createAuditStore(db, systemRandom);

const run = async (statement: Batch[number]): Promise<unknown> =>
  (await runBatch(db, [statement]))[0];
const insert = (...clients: ReturnType<typeof clientOf>[]) =>
  Promise.all(clients.map((client) => run(store.insertStatement(client))));

/** Whether a condition holds: an event that depends on it is recorded. */
async function holds(condition: Condition): Promise<boolean> {
  const userId = crypto.randomUUID();
  const event = { type: 'admin.client_changed' as const, userId, origin: UNKNOWN_ORIGIN, at: 1 };
  await run(audit.recordWhenStatement({ ...event, metadata: {} }, condition));
  return (await audit.listAll(userId)).length > 0;
}

const FULL = clientOf({
  secrets: [{ digest: 'x', createdAt: 1 }],
  jwks: { keys: [{ kty: 'OKP' }] },
  disabledAt: 5,
  updatedAt: 7,
});

describe('a client in the store', () => {
  it('is found as it was written; another is not', async () => {
    await insert(FULL, clientOf({ id: 'c-other' }));
    expect(await store.find('c-app')).toEqual(FULL);
    expect(await store.find('c-none')).toBeNull();
  });

  it('is written once: a second one of its id changes nothing', async () => {
    expect(await insert(FULL)).toEqual([[{ id: 'c-app' }]]);
    expect(await insert(clientOf({ name: 'Another' }))).toEqual([[]]);
    expect(await store.find('c-app')).toEqual(FULL);
  });

  it('is listed with all others, the oldest first, then by id', async () => {
    const later = clientOf({ id: 'c-a', createdAt: 2 });
    await insert(later, clientOf({ id: 'c-c' }), clientOf({ id: 'c-b' }));
    expect((await store.list()).map(({ id }) => id)).toEqual(['c-b', 'c-c', 'c-a']);
  });

  it('is replaced only as it was read, and by itself', async () => {
    const other = clientOf({ id: 'c-other', updatedAt: 7 });
    await insert(FULL, other);
    const newer = { ...FULL, name: 'Newer', updatedAt: 9 };
    expect(await run(store.replaceStatement(newer, 6))).toEqual([]);
    expect(await store.find('c-app')).toEqual(FULL);
    expect(await run(store.replaceStatement(newer, 7))).toEqual([{ id: 'c-app' }]);
    expect(await store.find('c-app')).toEqual(newer);
    expect(await store.find('c-other')).toEqual(other);
  });

  it('is removed by itself: of any version, or of the one that is said', async () => {
    await insert(FULL, clientOf({ id: 'c-other' }));
    expect(await run(store.removeStatement('c-app', 6))).toEqual([]);
    expect(await run(store.removeStatement('c-app', 7))).toEqual([{ id: 'c-app' }]);
    expect(await run(store.removeStatement('c-app'))).toEqual([]);
    expect((await store.list()).map(({ id }) => id)).toEqual(['c-other']);
    expect(await run(store.removeStatement('c-other'))).toEqual([{ id: 'c-other' }]);
  });
});

describe('a condition on a client', () => {
  it('holds while it is there, and as it was read where that is said', async () => {
    await insert(FULL);
    expect(await holds(store.storedCondition('c-app'))).toBe(true);
    expect(await holds(store.storedCondition('c-app', 7))).toBe(true);
    expect(await holds(store.storedCondition('c-app', 6))).toBe(false);
    expect(await holds(store.storedCondition('c-none'))).toBe(false);
    expect(await holds(store.missingCondition('c-none'))).toBe(true);
    expect(await holds(store.missingCondition('c-app'))).toBe(false);
  });
});

describe('a database that is down', () => {
  it('is said to be unavailable', async () => {
    const down = createClientStore(createDatabase({} as D1Database));
    for (const asked of [down.find('c-app'), down.list()])
      await expect(asked).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
