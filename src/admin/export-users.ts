import type { AuditStore } from '../audit/audit-store.ts';
import type { Origin } from '../audit/event.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserDirectoryStore } from '../users/user-directory-store.ts';
import type { UserPosition } from '../users/user-query.ts';
import { toAdminUserView } from './admin-user-view.ts';
import { csvRow } from './csv.ts';
import type { ListedUsers } from './user-cursor.ts';

/**
 * Users that one page of the export reads: what it holds in memory, some 600 KB. A page of everyone
 * is one query, so that the 1,000 which D1 allows an invocation do for two million users; a search
 * takes up to nine a page (https://developers.cloudflare.com/d1/platform/limits/).
 */
const AT_ONCE = 2000;
const COLUMNS = [
  'id',
  'email',
  'username',
  'display_name',
  'status',
  'roles',
  'email_verified',
  'second_factor',
  'created_at',
  'last_login_at',
] as const;

export type ExportUsersDeps = { directory: UserDirectoryStore; audit: AuditStore; clock: Clock };
export type ExportUsersInput = {
  asked: ListedUsers;
  actorId: string;
  sessionId: string;
  client: Origin;
};
export type ExportUsers = (input: ExportUsersInput) => Promise<ReadableStream<Uint8Array>>;

/**
 * Writes users as CSV, page by page as fast as they are read. The event stands before the first
 * byte. A page that fails breaks the stream, so that a download fails instead of looking whole.
 * Throws `storage_unavailable` before it begins.
 */
export function createExportUsers({ directory, audit, clock }: ExportUsersDeps): ExportUsers {
  return async ({ asked, actorId, sessionId, client }) => {
    const now = clock();
    const { sort, order, ...filters } = asked;
    const said = Object.entries(filters).filter(([, value]) => value !== undefined);
    await audit.record({
      type: 'admin.users_exported',
      userId: actorId,
      actorId,
      sessionId,
      origin: client,
      metadata: { ...Object.fromEntries(said), sort, order, columns: COLUMNS.join(' ') },
      at: now,
    });
    const encoder = new TextEncoder();
    let after: UserPosition | null = null;
    return new ReadableStream<Uint8Array>(
      {
        start: (stream) => stream.enqueue(encoder.encode(csvRow(COLUMNS))),
        async pull(stream) {
          const found = await directory.list({ ...asked, after, limit: AT_ONCE, now });
          const rows = found.users.map((user) => {
            const view = toAdminUserView(user);
            return csvRow([
              view.id,
              view.email,
              view.username ?? '',
              view.display_name,
              view.status,
              view.roles.join(' '),
              String(view.email_verified),
              String(view.mfa_enabled),
              view.created_at,
              view.last_login_at ?? '',
            ]);
          });
          // Nothing is enqueued for a page of nobody, and the stream asks for no more by itself.
          stream.enqueue(encoder.encode(rows.join('')));
          after = found.next;
          if (after === null) stream.close();
        },
      },
      { highWaterMark: 1 },
    );
  };
}
