import { and, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { LedgerEntry } from '../guard/ledger-message.ts';
import type { Session } from '../guard/session.ts';
import { sessions } from '../sessions/table.ts';
import { type Database, runBatch, type Statement, selectRows } from '../shared/database.ts';
import { passkeys, recoveryCodes, userFactors, userIdentities, users } from '../users/table.ts';
import { recordEventsStatement } from './event-statements-store.ts';
import { type MergedEntries, mergeEntries } from './merge-entries.ts';

/** Writes to D1 what guards have decided. */
export type LedgerStore = ReturnType<typeof createLedgerStore>;

export function createLedgerStore(db: Database) {
  return {
    /**
     * Writes entries of any number of users in one batch. Repeated, late and reordered entries
     * change nothing; those of unknown users bring nobody back. Throws `storage_unavailable`.
     */
    async write(entries: LedgerEntry[]): Promise<void> {
      const merged = mergeEntries(entries);
      const [first, ...rest] = statementsOf(db, merged);
      if (first !== undefined) await runBatch(db, [first, ...rest]);
    },

    /** Whether D1 responds at all: tells a message that cannot be written from an outage. */
    async responds(): Promise<boolean> {
      try {
        await db.run(sql`select 1`);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function statementsOf(db: Database, merged: MergedEntries): Statement[] {
  const { changed, over, events, signIns, uses, identities, backups } = merged;
  return [
    ...(changed.length === 0
      ? []
      : [touchSessionsStatement(db, changed), writeSessionsStatement(db, changed)]),
    ...(over.length === 0 ? [] : [endSessionsStatement(db, over)]),
    ...(signIns.length === 0 ? [] : [recordSignInsStatement(db, signIns)]),
    // Before the uses: a later use knows better.
    ...(backups.length === 0 ? [] : [recordBackupsStatement(db, backups)]),
    ...(uses.length === 0 ? [] : [recordUsesStatement(db, uses), useCodesStatement(db, uses)]),
    ...(identities.length === 0 ? [] : [recordIdentitiesStatement(db, identities)]),
    ...(events.length === 0 ? [] : [recordEventsStatement(db, events)]),
  ];
}

const flatten = (row: MergedEntries['changed'][number]) => ({
  ...row,
  clientId: row.clientId ?? null,
  amr: JSON.stringify(row.amr),
});

const TIMES = ['lastActivityAt', 'lastRotationAt', 'seq'];

// A refresh that changes only times leaves the indexes alone: 1 row written instead of 4.
function touchSessionsStatement(db: Database, rows: MergedEntries['changed']): Statement {
  const columns = Object.entries(getTableColumns(sessions));
  const flat = rows.map(flatten);
  const said = columnsOf(flat, columns.map(([property]) => property) as (keyof Session)[]);
  const same = columns
    .filter(([property]) => !TIMES.includes(property))
    .map(([property, column]) => sql`${column} is ${sql.raw(`said.${property}`)}`);
  return db
    .update(sessions)
    .set({
      lastActivityAt: sql`said.lastActivityAt`,
      lastRotationAt: sql`said.lastRotationAt`,
      seq: sql`said.seq`,
    })
    .from(sql`(${said}) as said`)
    .where(and(sql`said.seq > ${sessions.seq}`, ...same));
}

// A session's row is written whole, so an end that overtakes its start brings the row with it.
function writeSessionsStatement(db: Database, rows: MergedEntries['changed']): Statement {
  const columns = getTableColumns(sessions);
  const { id, userId, ...mutable } = columns;
  const set = Object.entries(mutable).map(([property, { name }]) => [
    property,
    sql`excluded.${sql.identifier(name)}`,
  ]);
  const flat = rows.map(flatten);
  return db
    .insert(sessions)
    .select(
      selectRows(
        sessions,
        flat,
        (valueIn) => sql`exists (select 1 from users where users.id = ${valueIn('userId')})`,
      ),
    )
    .onConflictDoUpdate({
      target: sessions.id,
      set: Object.fromEntries(set) as Record<keyof typeof mutable, SQL>,
      setWhere: sql`excluded.seq > sessions.seq`,
    });
}

// Rows that a guard has written are ended by their whole row alone.
function endSessionsStatement(db: Database, over: MergedEntries['over']): Statement {
  return db
    .update(sessions)
    .set({ revokedAt: sql`said.at`, revokeReason: sql`said.reason` })
    .from(sql`(${columnsOf(over, ['id', 'at', 'reason'])}) as said`)
    .where(sql`sessions.id = said.id and sessions.revoked_at is null and sessions.seq = 0`);
}

function recordSignInsStatement(db: Database, signIns: MergedEntries['signIns']): Statement {
  return db
    .update(users)
    .set({ lastLoginAt: sql`max(coalesce(users.last_login_at, 0), said.at)` })
    .from(sql`(${columnsOf(signIns, ['userId', 'at'])}) as said`)
    .where(sql`users.id = said.userId`);
}

function recordUsesStatement(db: Database, uses: MergedEntries['uses']): Statement {
  return db
    .update(userFactors)
    .set({ lastUsedAt: sql`max(coalesce(user_factors.last_used_at, 0), said.at)` })
    .from(sql`(${columnsOf(uses, ['userId', 'factor', 'at'])}) as said`)
    .where(
      sql`user_factors.user_id = said.userId and said.factor in (user_factors.id, user_factors.kind)`,
    );
}

function recordIdentitiesStatement(db: Database, used: MergedEntries['identities']): Statement {
  return db
    .update(userIdentities)
    .set({ lastUsedAt: sql`max(coalesce(user_identities.last_used_at, 0), said.at)` })
    .from(sql`(${columnsOf(used, ['userId', 'id', 'at'])}) as said`)
    .where(sql`user_identities.id = said.id and user_identities.user_id = said.userId`);
}

function recordBackupsStatement(db: Database, backups: MergedEntries['backups']): Statement {
  return db
    .update(passkeys)
    .set({ backedUp: sql`said.backedUp` })
    .from(sql`(${columnsOf(backups, ['credentialId', 'backedUp', 'at'])}) as said`)
    .where(
      sql`passkeys.credential_id = said.credentialId and exists (select 1 from user_factors
        where id = passkeys.factor_id and coalesce(last_used_at, 0) <= said.at)`,
    );
}

// A recovery code is named by its digest.
function useCodesStatement(db: Database, uses: MergedEntries['uses']): Statement {
  return db
    .update(recoveryCodes)
    .set({ usedAt: sql`said.at` })
    .from(sql`(${columnsOf(uses, ['userId', 'factor', 'at'])}) as said`)
    .where(
      sql`recovery_codes.user_id = said.userId and recovery_codes.code_digest = said.factor
        and recovery_codes.used_at is null`,
    );
}

/** The select of rows as a table with these columns. All rows are one JSON parameter. */
function columnsOf<Row extends object>(rows: Row[], names: (keyof Row & string)[]): SQL {
  const columns = names.map((name) => sql.raw(`json_extract(value, '$.${name}') as ${name}`));
  return sql`select ${sql.join(columns, sql`, `)} from json_each(${JSON.stringify(rows)})`;
}
