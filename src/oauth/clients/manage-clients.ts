import type { AuditStore } from '../../audit/audit-store.ts';
import type { AuditEventType } from '../../audit/event.ts';
import { notFound } from '../../http/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Database, runBatch } from '../../shared/database.ts';
import type { Random } from '../../shared/random.ts';
import type { ClientCache } from './client-cache.ts';
import { BLANK, changedSettings, toColumns } from './client-columns.ts';
import { type By, eventOf } from './client-event.ts';
import { makeClientId } from './client-id.ts';
import { assertKeys } from './client-keys.ts';
import { assertConsistent, type ClientTerms } from './client-rules.ts';
import type { ClientChanges, NewClient } from './client-schemas.ts';
import {
  digestOfSecret,
  hasSecret,
  type Keep,
  makeClientSecret,
  withSecret,
} from './client-secret.ts';
import type { ClientStore, StoredClient } from './client-store.ts';
import { type ClientView, type ClientWithSecret, toClientView } from './client-view.ts';
import { clientChanged, clientWithoutSecret } from './errors.ts';

export type ManageClientsDeps = ClientTerms & {
  db: Database;
  clients: ClientStore;
  cache: ClientCache;
  audit: AuditStore;
  clock: Clock;
  random: Random;
};

/** Registering and changing clients. */
export type ManageClients = ReturnType<typeof createManageClients>;

/**
 * What administrators do to clients. Every method throws `not_found` for an unknown client,
 * `validation_error` for settings that contradict each other, `client_changed` if somebody
 * else changed the client meanwhile, `storage_unavailable`.
 */
export function createManageClients(deps: ManageClientsDeps) {
  const { clients } = deps;
  return {
    list: async (): Promise<ClientView[]> => (await clients.list()).map(toClientView),
    view: async (id: string): Promise<ClientView> => toClientView(await find(deps, id)),
    register: (given: NewClient, by: By, id?: string) => register(deps, given, by, id),
    change: (id: string, changes: ClientChanges, by: By) => change(deps, id, changes, by),
    rotateSecret: (id: string, rotation: { keep: Keep }, by: By) =>
      rotateSecret(deps, id, rotation, by),
    remove: (id: string, by: By) => remove(deps, id, by),
  };
}

/**
 * Registers a client. Its secret, if its method has one, is in the answer and nowhere else. A form
 * that is sent twice names the id, and registers one: the second throws `client_changed`.
 */
async function register(
  deps: ManageClientsDeps,
  given: NewClient,
  by: By,
  id = makeClientId(deps.random),
): Promise<ClientWithSecret> {
  const { db, clients, audit, clock, random, idTokenAlgorithms } = deps;
  const now = clock();
  const columns = toColumns(given, { ...BLANK, idTokenAlg: idTokenAlgorithms[0] ?? 'RS256' });
  const secret = hasSecret(columns.authMethod) ? makeClientSecret(random) : null;
  const secrets = secret === null ? [] : [{ digest: digestOfSecret(id, secret), createdAt: now }];
  const client: StoredClient = {
    ...columns,
    id,
    secrets,
    disabledAt: null,
    createdAt: now,
    updatedAt: now,
  };
  assertConsistent(client, deps);
  await assertKeys(client.jwks);
  const event = eventOf('admin.client_registered', id, by, now);
  const [, written] = await runBatch(db, [
    audit.recordWhenStatement(event, clients.missingCondition(id)),
    clients.insertStatement(client),
  ]);
  if (written.length === 0) throw clientChanged();
  return { ...toClientView(client), ...(secret === null ? {} : { client_secret: secret }) };
}

async function change(
  deps: ManageClientsDeps,
  id: string,
  { disabled, ...changes }: ClientChanges,
  by: By,
): Promise<ClientWithSecret> {
  const { clock, random } = deps;
  const read = await findSeen(deps, id, by);
  const changed: StoredClient = {
    ...read,
    ...toColumns(changes, read),
    ...(disabled === undefined
      ? {}
      : { disabledAt: disabled ? (read.disabledAt ?? clock()) : null }),
  };
  // Disabling must always work, even if a key that the client needs has been removed since.
  if (Object.keys(changes).length > 0) assertConsistent(changed, deps);
  await assertKeys(changes.jwks ?? null);
  // A method without a secret drops them, one that needs a secret gets the first.
  const needs = hasSecret(changed.authMethod);
  const secret = needs && read.secrets.length === 0 ? makeClientSecret(random) : null;
  if (!needs) changed.secrets = [];
  if (secret !== null)
    changed.secrets = [{ digest: digestOfSecret(id, secret), createdAt: clock() }];
  const settings = changedSettings(read, { ...changes, disabled });
  const written = await replace(deps, read, changed, {
    type: 'admin.client_changed',
    by,
    settings,
  });
  return { ...toClientView(written), ...(secret === null ? {} : { client_secret: secret }) };
}

/** Gives a client another secret. The former one stays good until the next rotation, if kept. */
async function rotateSecret(
  deps: ManageClientsDeps,
  id: string,
  { keep }: { keep: Keep },
  by: By,
): Promise<ClientWithSecret> {
  const read = await findSeen(deps, id, by);
  if (!hasSecret(read.authMethod)) throw clientWithoutSecret();
  const secret = makeClientSecret(deps.random);
  const added = { digest: digestOfSecret(id, secret), createdAt: deps.clock() };
  const changed = { ...read, secrets: withSecret(read.secrets, added, { keep }) };
  const written = await replace(deps, read, changed, { type: 'admin.client_secret_rotated', by });
  return { ...toClientView(written), client_secret: secret };
}

async function remove(deps: ManageClientsDeps, id: string, by: By): Promise<void> {
  const { db, clients, cache, audit, clock } = deps;
  const event = eventOf('admin.client_removed', id, by, clock());
  const [, removed] = await runBatch(db, [
    audit.recordWhenStatement(event, clients.storedCondition(id, by.seen)),
    clients.removeStatement(id, by.seen),
  ]);
  cache.forget(id);
  if (removed.length > 0) return;
  await find(deps, id);
  throw clientChanged();
}

async function replace(
  { db, clients, cache, audit, clock }: ManageClientsDeps,
  read: StoredClient,
  changed: StoredClient,
  { type, by, settings = [] }: { type: AuditEventType; by: By; settings?: string[] },
): Promise<StoredClient> {
  // Later than what was read even within one millisecond, since it tells two writes apart.
  const now = Math.max(clock(), read.updatedAt + 1);
  const client = { ...changed, updatedAt: now };
  const event = eventOf(type, read.id, by, now);
  if (settings.length > 0) event.metadata.settings = settings.join(' ');
  const [, written] = await runBatch(db, [
    audit.recordWhenStatement(event, clients.storedCondition(read.id, read.updatedAt)),
    clients.replaceStatement(client, read.updatedAt),
  ]);
  cache.forget(read.id);
  if (written.length === 0) throw clientChanged();
  return client;
}

async function find({ clients }: ManageClientsDeps, id: string): Promise<StoredClient> {
  const client = await clients.find(id);
  if (client === null) throw notFound({ detail: 'No client has this id.' });
  return client;
}

/** {@link find}, of the version that an administrator saw. Throws `client_changed` for another. */
async function findSeen(deps: ManageClientsDeps, id: string, { seen }: By): Promise<StoredClient> {
  const client = await find(deps, id);
  if (seen !== undefined && seen !== client.updatedAt) throw clientChanged();
  return client;
}
