import type { AuditStore } from '../../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../../audit/event.ts';
import { type Database, runBatch } from '../../shared/database.ts';
import type { Holder, ImportedUser, ImportStore } from '../../users/import-store.ts';
import { type ImportRules, type SourceRow, toUser, withoutUsername } from './to-user.ts';

/** What became of a row. In a dry run `imported` is what would be. */
export type Outcome = {
  row: SourceRow;
  outcome: 'imported' | 'already_there' | 'refused' | 'other_model' | 'left_out';
  email: string | null;
  /** Why it was refused, or what was left behind. */
  notes: string[];
};

export type ImportChunkDeps = {
  db: Database;
  users: ImportStore;
  audit: AuditStore;
  rules: ImportRules;
  /** Positions of the rows of people who were erased here and are to stay so. */
  leftOut?: ReadonlySet<number>;
  dryRun: boolean;
};
export type ImportChunk = (rows: SourceRow[]) => Promise<Outcome[]>;

type Candidate = { row: SourceRow; user: ImportedUser; notes: string[] };

/**
 * Makes the function that imports some hundred rows at once, each only if nobody has its id, address or username yet, with
 * an audit event: all of a chunk is written or nothing is. It remembers the addresses and usernames of earlier chunks, so
 * that a dry run tells what a run would do. Throws `storage_unavailable`.
 */
export function createImportChunk({
  db,
  users,
  audit,
  rules,
  leftOut,
  dryRun,
}: ImportChunkDeps): ImportChunk {
  const seenAt = new Map<string, number>();
  const usernames = new Map<string, string>();

  /** What the row comes to by itself and beside the earlier rows of the file. */
  function judge(row: SourceRow): Outcome | Candidate {
    const read = toUser(row, rules);
    if (read.kind === 'other_model') return { row, outcome: 'other_model', email: null, notes: [] };
    if (read.kind === 'refused')
      return { row, outcome: 'refused', email: addressOf(row), notes: [read.reason] };
    if (leftOut?.has(row.position))
      return { row, outcome: 'left_out', email: null, notes: ['was erased here'] };
    const { user, notes } = read;
    const before = seenAt.get(user.emailNormalized);
    if (before !== undefined)
      return refuse({ row, user }, `its address is the one of row ${before}`);
    seenAt.set(user.emailNormalized, row.position);
    return { row, user, notes };
  }

  /** What the row comes to beside those who are there. */
  function compare(
    { row, user, notes }: Candidate,
    there: Map<string, string>,
  ): Outcome | Candidate {
    if (there.has(idKey(user.id)))
      return { row, outcome: 'already_there', email: user.email, notes: [] };
    const mine = user.emailNormalized;
    if (there.has(emailKey(mine)) || (user.emailVerifiedAt === null && there.has(openKey(mine))))
      return refuse({ row, user }, 'its address belongs to another account that is there');
    const name = user.usernameNormalized;
    if (name === null) return { row, user, notes };
    if (there.has(nameKey(name)) || usernames.has(name))
      return {
        row,
        user: withoutUsername(user),
        notes: [...notes, 'comes without username: somebody else has it'],
      };
    usernames.set(name, user.id);
    return { row, user, notes };
  }

  async function write(candidates: Candidate[]): Promise<Set<string>> {
    const at = rules.now;
    const events = candidates.map(({ row, user }) => ({
      type: 'user.imported' as const,
      userId: user.id,
      actorId: null,
      origin: UNKNOWN_ORIGIN,
      metadata: { source: 'django', pk: row.pk },
      at,
    }));
    const [inserted] = await runBatch(db, [
      users.importStatement(candidates.map(({ user }) => user)),
      audit.recordEachWhenStatement(events, users.importedCondition(at)),
      users.yieldStatement(candidates.map(({ user }) => user)),
    ]);
    return new Set(inserted.map(({ id }) => id));
  }

  return async function importChunk(rows) {
    const judged = rows.map(judge);
    const there = keysOf(
      await users.findHolders(judged.filter(isCandidate).map(({ user }) => user)),
    );
    const compared = judged.map((one) => (isCandidate(one) ? compare(one, there) : one));
    const candidates = compared.filter(isCandidate);
    const written =
      dryRun || candidates.length === 0
        ? new Set(candidates.map(({ user }) => user.id))
        : await write(candidates);
    return compared.map((one) => {
      if (!isCandidate(one)) return one;
      if (!written.has(one.user.id))
        return refuse(one, 'its address or username was taken this moment: run the import again');
      return { row: one.row, outcome: 'imported', email: one.user.email, notes: one.notes };
    });
  };
}

const idKey = (id: string) => `id ${id}`;
const emailKey = (email: string) => `email ${email}`;
// An address that is only registered: it yields to a verified user, and to no other.
const openKey = (email: string) => `open ${email}`;
const nameKey = (name: string) => `name ${name}`;

function keysOf(holders: Holder[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { id, emailNormalized, usernameNormalized, verified, hasSessions } of holders) {
    const isHeld = verified || hasSessions;
    keys.set(idKey(id), id).set((isHeld ? emailKey : openKey)(emailNormalized), id);
    if (verified && usernameNormalized !== null) keys.set(nameKey(usernameNormalized), id);
  }
  return keys;
}

function isCandidate(one: Outcome | Candidate): one is Candidate {
  return 'user' in one;
}

function refuse({ row, user }: { row: SourceRow; user: ImportedUser }, reason: string): Outcome {
  return { row, outcome: 'refused', email: user.email, notes: [reason] };
}

function addressOf({ fields }: SourceRow): string | null {
  return typeof fields.email === 'string' ? fields.email : null;
}
