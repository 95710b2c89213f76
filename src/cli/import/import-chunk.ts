import type { AuditStore } from '../../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../../audit/event.ts';
import { TOTP } from '../../second-step/totp/totp-secrets.ts';
import { type Database, runBatch } from '../../shared/database.ts';
import type { Holder, ImportedUser, ImportStore } from '../../users/import-store.ts';
import type { FactorRow } from '../../users/table.ts';
import type { SealDevices } from './seal-devices.ts';
import { type DeviceCollector, deviceId } from './to-devices.ts';
import { type ImportRules, type SourceRow, toUser, withoutUsername } from './to-user.ts';

/** The outcome of a row. In a dry run `imported` means that it would be. */
export type Outcome = {
  row: SourceRow;
  outcome: 'imported' | 'already_there' | 'refused' | 'other_model' | 'left_out';
  email: string | null;
  /** Why the row was refused, or what was left behind. */
  notes: string[];
};

export type ImportChunkDeps = {
  db: Database;
  users: ImportStore;
  audit: AuditStore;
  rules: ImportRules;
  /** Positions of rows to leave out, whose owners erased their accounts here. */
  leftOut?: ReadonlySet<number>;
  dryRun: boolean;
  /** Authenticator apps of the dump, and what seals their secrets. */
  apps?: { of: DeviceCollector['of']; seal: SealDevices };
};
export type ImportChunk = (rows: SourceRow[]) => Promise<Outcome[]>;

type Candidate = { row: SourceRow; user: ImportedUser; notes: string[] };

/** The dependencies of an import, and what it has seen in earlier chunks. */
type Import = ImportChunkDeps & {
  /** Rows by normalised address. */
  seenAt: Map<string, number>;
  /** User ids by normalised username. */
  usernames: Map<string, string>;
};

/**
 * Creates the function that imports a few hundred rows at once: a user whose id, address and
 * username are free is written with an audit event, and a chunk is written whole or not at all.
 * Remembers the addresses and usernames of earlier chunks, so that a dry run reports what a run
 * would do. The function throws `storage_unavailable`.
 */
export function createImportChunk(deps: ImportChunkDeps): ImportChunk {
  const job: Import = { ...deps, seenAt: new Map(), usernames: new Map() };
  return (rows) => importChunk(job, rows);
}

async function importChunk(job: Import, rows: SourceRow[]): Promise<Outcome[]> {
  const judged = rows.map((row) => judge(job, row));
  const users = judged.filter(isCandidate).map(({ user }) => user);
  const there = keysOf(await job.users.findHolders(users));
  const compared = judged.map((one) => (isCandidate(one) ? compare(job, one, there) : one));
  const candidates = compared.filter(isCandidate);
  const written =
    job.dryRun || candidates.length === 0
      ? new Set(candidates.map(({ user }) => user.id))
      : await write(job, candidates);
  return compared.map((one) => {
    if (!isCandidate(one)) return one;
    if (!written.has(one.user.id))
      return refuse(one, 'its address or username was taken a moment ago: run the import again');
    return { row: one.row, outcome: 'imported', email: one.user.email, notes: one.notes };
  });
}

/** Judges a row by itself and against earlier rows of the file. */
function judge({ rules, leftOut, seenAt, apps }: Import, row: SourceRow): Outcome | Candidate {
  const read = toUser(row, rules);
  if (read.kind === 'other_model') return { row, outcome: 'other_model', email: null, notes: [] };
  if (read.kind === 'refused')
    return { row, outcome: 'refused', email: addressOf(row), notes: [read.reason] };
  if (leftOut?.has(row.position))
    return { row, outcome: 'left_out', email: null, notes: ['was erased here'] };
  const { user, notes } = read;
  const before = seenAt.get(user.emailNormalized);
  if (before !== undefined)
    return refuse({ row, user }, `it has the same address as row ${before}`);
  seenAt.set(user.emailNormalized, row.position);
  return { row, user, notes: [...notes, ...(apps?.of(row).notes ?? [])] };
}

/** Judges a row against the users in the database. */
function compare(
  { usernames }: Import,
  { row, user, notes }: Candidate,
  there: Map<string, string>,
): Outcome | Candidate {
  if (there.has(idKey(user.id)))
    return { row, outcome: 'already_there', email: user.email, notes: [] };
  const mine = user.emailNormalized;
  if (there.has(emailKey(mine)) || (user.emailVerifiedAt === null && there.has(openKey(mine))))
    return refuse({ row, user }, 'its address belongs to another account here');
  const name = user.usernameNormalized;
  if (name === null) return { row, user, notes };
  if (there.has(nameKey(name)) || usernames.has(name)) {
    const note = 'without a username: it is taken';
    return { row, user: withoutUsername(user), notes: [...notes, note] };
  }
  usernames.set(name, user.id);
  return { row, user, notes };
}

/** Writes the users with their audit events. Returns the ids of those that were inserted. */
async function write(job: Import, candidates: Candidate[]): Promise<Set<string>> {
  const {
    db,
    users,
    audit,
    rules: { now: at },
  } = job;
  const factors = await sealFactors(job, candidates);
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
    users.importFactorsStatement(factors, at),
    users.yieldStatement(candidates.map(({ user }) => user)),
  ]);
  return new Set(inserted.map(({ id }) => id));
}

/** The authenticator apps of these users, as D1 keeps them. */
async function sealFactors(
  { apps, rules: { now: at } }: Import,
  candidates: Candidate[],
): Promise<FactorRow[]> {
  if (apps === undefined) return [];
  const rows = candidates.flatMap(({ row, user }) =>
    apps.of(row).devices.map((device) => ({
      bytes: device.bytes,
      factor: { id: deviceId(user.id, device, at), userId: user.id, label: device.label },
    })),
  );
  if (rows.length === 0) return [];
  const sealed = await apps.seal(rows.map(({ bytes, factor }) => ({ factorId: factor.id, bytes })));
  return rows.flatMap(({ factor }, i) => {
    const secret = sealed[i];
    if (secret === undefined) return [];
    return [{ ...factor, kind: TOTP, ...secret, createdAt: at, lastUsedAt: null }];
  });
}

const idKey = (id: string) => `id ${id}`;
const emailKey = (email: string) => `email ${email}`;
// An address that is registered but not verified: it yields to a verified user only.
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
