import type { AuditStore } from '../audit/audit-store.ts';
import type { Origin } from '../audit/event.ts';
import { forbidden } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { UserDirectoryStore, UserRecord } from '../users/user-directory-store.ts';
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

export type ExportUsersDeps = {
  directory: Pick<UserDirectoryStore, 'list' | 'findRecord'>;
  audit: AuditStore;
  clock: Clock;
};
export type ExportUsersInput = {
  asked: ListedUsers;
  actorId: string;
  sessionId: string;
  client: Origin;
};
export type ExportUsers = (input: ExportUsersInput) => Promise<ReadableStream<Uint8Array>>;

/**
 * Writes users as CSV, page by page as fast as they are read. The event stands before the first
 * byte; it says by which filters, and of a searched text only that there was one: it may be an
 * address, which must not outlive its owner here. A page that fails breaks the stream, so that a
 * download fails instead of looking whole; so does an actor who may not go on, as stored before
 * each page. Throws `storage_unavailable` before it begins.
 */
export function createExportUsers({ directory, audit, clock }: ExportUsersDeps): ExportUsers {
  return async ({ asked, actorId, sessionId, client }) => {
    const now = clock();
    const { sort, order, query, ...filters } = asked;
    const narrowed = { ...filters, searched: query === undefined ? undefined : true };
    const said = Object.entries(narrowed).filter(([, value]) => value !== undefined);
    const begun = await directory.findRecord(actorId);
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
          const [found, actor] = await Promise.all([
            directory.list({ ...asked, after, limit: AT_ONCE, now }),
            directory.findRecord(actorId),
          ]);
          if (!mayGoOn(actor, begun)) throw forbidden();
          const rows = found.users.map(rowOf);
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

/**
 * Whether somebody is an admin still, and none of their sessions was ended by force since `begun`.
 */
const mayGoOn = (actor: UserRecord | null, begun: UserRecord | null): boolean =>
  actor?.status === 'active' &&
  actor.roles.includes('admin') &&
  actor.signInEpoch === begun?.signInEpoch;

function rowOf(user: UserRecord): string {
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
}
