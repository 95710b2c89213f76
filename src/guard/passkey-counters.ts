import { DAY } from '../shared/clock.ts';
import type { GuardTables } from './guard-tables.ts';
import type { UsedPasskey } from './passkey-calls.ts';

/**
 * How long a counter is kept after its last use. As long as the account in practice: a clone must
 * not be believed because its owner was away for a year. Milliseconds.
 */
const COUNTER_MEMORY = 10 * 365 * DAY;

/** The latest counters of a user's passkeys. Those that never count have none. */
export class PasskeyCounters {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  /**
   * Whether a counter may follow what is known, by WebAuthn Level 3 §7.2 step 22: it is larger, or
   * the authenticator does not count.
   */
  mayFollow({ credentialId, counter, registered }: UsedPasskey): boolean {
    const known = Math.max(this.#read(credentialId), registered);
    return counter > known || (counter === 0 && known === 0);
  }

  /** Keeps a counter, until the challenge that it came with is released. */
  keep({ credentialId, counter }: UsedPasskey, digest: string, now: number): void {
    if (counter === 0) return;
    const until = now + COUNTER_MEMORY;
    this.#tables.insert(
      until,
      `insert into passkey_counters (credential, counter, previous, digest, expires_at)
        values (?, ?, ?, ?, ?)
        on conflict (credential) do update set counter = excluded.counter,
          previous = excluded.previous, digest = excluded.digest, expires_at = excluded.expires_at`,
      credentialId,
      counter,
      this.#read(credentialId),
      digest,
      until,
    );
  }

  /** Forgets the counter that came with a challenge, so that the same proof works on a retry. */
  release(digest: string): void {
    const statement = 'update passkey_counters set counter = previous where digest = ?';
    this.#tables.change(statement, digest);
  }

  #read(credentialId: string): number {
    const query = 'select counter from passkey_counters where credential = ?';
    return this.#tables.rows<{ counter: number }>(query, credentialId)[0]?.counter ?? 0;
  }
}
