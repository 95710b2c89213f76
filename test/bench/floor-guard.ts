import { DurableObject } from 'cloudflare:workers';

const VIEW = JSON.stringify({
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  display_name: 'Ada',
  timezone: 'UTC',
  roles: ['user'],
  created_at: '2026-11-27T00:00:00.000Z',
});

/** The least that a user's guard can do: one read, or one read and one write, of SQLite. */
export class FloorGuard extends DurableObject {
  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec(`create table if not exists chains (id text primary key, jti text) without rowid;
      create table if not exists account (id integer primary key, view text, failures integer)`);
    ctx.storage.sql.exec('insert or ignore into account values (1, ?, 0)', VIEW);
  }

  /** Returns the user's view if the session lives. */
  live(sessionId: string): string | null {
    const [row] = this.ctx.storage.sql
      .exec<{ view: string }>(
        'select view from account where exists (select 1 from chains where id = ?)',
        sessionId,
      )
      .toArray();
    return row?.view ?? null;
  }

  /** Replaces the current token, and returns which is current now. */
  rotate(sessionId: string, presented: string, successor: string): string {
    const [row] = this.ctx.storage.sql
      .exec<{ jti: string }>('select jti from chains where id = ?', sessionId)
      .toArray();
    if (row !== undefined && row.jti !== presented) return row.jti;
    this.open(sessionId, successor);
    return successor;
  }

  /** Counts a sign-in before its password is judged. */
  charge(): number {
    return this.ctx.storage.sql
      .exec<{ failures: number }>(
        'update account set failures = failures + 1 where id = 1 returning failures',
      )
      .one().failures;
  }

  open(sessionId: string, jti: string): void {
    this.ctx.storage.sql.exec(
      'insert or replace into chains (id, jti) values (?, ?)',
      sessionId,
      jti,
    );
  }

  end(sessionId: string): void {
    this.ctx.storage.sql.exec('delete from chains where id = ?', sessionId);
  }
}
