import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { isNotable } from '../../src/audit/event.ts';
import type { AuditRow } from '../../src/audit/table.ts';
import type { Session } from '../../src/guard/session.ts';
import { createServices } from '../../src/wiring/services.ts';

/** What a guard holds: its sessions, its history, and how much it has not told D1. */
export async function guardOf(userId: string) {
  return runInDurableObject(env.ACCOUNT_GUARD.getByName(userId), (_, { storage }) => ({
    sessions: storage.sql
      .exec<{ session: string }>('select session from chains')
      .toArray()
      .map(({ session }) => JSON.parse(session) as Session),
    events: storage.sql
      .exec<{ body: string }>('select body from events')
      .toArray()
      .map(({ body }) => JSON.parse(body) as AuditRow),
    left: storage.sql.exec('select id from outbox').toArray().length,
  }));
}

const byId = <T extends { id: string }>(rows: T[]) =>
  rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/**
 * Expects D1 to have what the guard of a registered user says: its sessions, its notable events,
 * none missing and none twice, and the last sign-in. Returns the guard's sessions and events.
 */
export async function expectToldOf(userId: string) {
  const guard = await guardOf(userId);
  expect(guard.left).toBe(0);
  const { stores } = createServices({ env, defer: () => undefined });
  expect(byId(await stores.sessions.listAll(userId))).toEqual(byId(guard.sessions));

  const notable = guard.events.filter(isNotable).map(({ id }) => id);
  const { results } = await env.DB.prepare('select id from audit_events where user_id = ?')
    .bind(userId)
    .all<{ id: string }>();
  const told = results.map(({ id }) => id);
  expect(new Set(told).size).toBe(told.length);
  // The guard has what changes of the directory wrote to D1 themselves, too.
  expect(told.toSorted()).toEqual(notable.toSorted());

  const user = await env.DB.prepare('select last_login_at as at from users where id = ?')
    .bind(userId)
    .first<{ at: number }>();
  expect(user?.at).toBe(Math.max(...guard.sessions.map(({ createdAt }) => createdAt)));
  return guard;
}
