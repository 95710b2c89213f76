import { DAY } from '../shared/clock.ts';
import { scopesOf } from './grant.ts';
import type { GuardTables } from './guard-tables.ts';

/** Milliseconds after its last use at which a consent is forgotten, and asked for again. */
const CONSENT_MEMORY = 400 * DAY;

/** A consent to a client. `since` in epoch milliseconds. */
export type Consent = { clientId: string; scope: string; since: number };

/** What a user has consented to, by client. */
export class ConsentStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  find(clientId: string): Consent | null {
    return this.list().find((consent) => consent.clientId === clientId) ?? null;
  }

  list(): Consent[] {
    const query = 'select client_id as clientId, scope, since from consents order by since';
    return this.#tables.rows<Consent>(query);
  }

  /** Adds to what was consented to before. */
  save({ clientId, scope, now }: { clientId: string; scope: string; now: number }): void {
    const known = this.find(clientId);
    const all = new Set([...scopesOf(known?.scope ?? ''), ...scopesOf(scope)]);
    const keepUntil = now + CONSENT_MEMORY;
    this.#tables.insert(
      keepUntil,
      'insert or replace into consents (client_id, scope, since, expires_at) values (?, ?, ?, ?)',
      clientId,
      [...all].join(' '),
      known?.since ?? now,
      keepUntil,
    );
  }

  /** Keeps a consent that is used. */
  touch(clientId: string, now: number): void {
    const statement = 'update consents set expires_at = ? where client_id = ?';
    this.#tables.change(statement, now + CONSENT_MEMORY, clientId);
  }

  /** Whether there was one. */
  delete(clientId: string): boolean {
    const statement = 'delete from consents where client_id = ? returning client_id';
    return this.#tables.rows(statement, clientId).length > 0;
  }
}
