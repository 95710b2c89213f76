import * as z from 'zod';
import { notFound, validationError } from '../http/errors.ts';
import { findAppError } from '../shared/errors.ts';
import type { ErasureMarks } from '../users/erasure-marks.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import { type Reconciled, type ReconcileUserDeps, reconcileUser } from './reconcile-user.ts';

/** Users per call, so that one invocation can ask for all of them. */
const PAGE = 25;

/** `user`: an id or address. Without one, the page of users after an id; '' for the first. */
const asked = z.union([
  z.object({ user: z.string(), dryRun: z.boolean() }),
  z.object({ after: z.string(), dryRun: z.boolean() }),
]);
export type ReconcileQuery = z.infer<typeof asked>;

/** The users that differed; `next` is the cursor of the next page, null on the last. */
export type ReconciledPage = { checked: number; users: Reconciled[]; next: string | null };

export type ReconcileDeps = ReconcileUserDeps & { marks: ErasureMarks };

/**
 * Compares D1 with the guards of one user or of a page of them, and repairs what differs
 * ({@link reconcileUser}). Takes a {@link ReconcileQuery} as JSON. A user who fails is reported.
 * Throws `validation_error`, `not_found`, `storage_unavailable`.
 */
export async function reconcile(deps: ReconcileDeps, query: string): Promise<ReconciledPage> {
  const given = asked.safeParse(toJson(query)).data;
  if (given === undefined) throw validationError({ detail: 'It takes a user or a place.' });
  const isDryRun = given.dryRun;
  const ids =
    'user' in given
      ? [await findId(deps, given.user)]
      : await deps.restored.listIds(given.after, PAGE);
  const erased = await findErased(deps, ids);
  const work = ids.map((id) =>
    reconcileUser(deps, id, { isDryRun, wasErased: erased.has(id) }).catch((error: unknown) =>
      failed(deps, id, error),
    ),
  );
  const users = (await Promise.all(work)).filter(
    ({ repaired, problems }) => repaired.length + problems.length > 0,
  );
  const next = 'user' in given || ids.length < PAGE ? null : (ids.at(-1) ?? null);
  return { checked: ids.length, users, next };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function findId({ users }: ReconcileDeps, given: string): Promise<string> {
  const user = (await users.findById(given)) ?? (await users.findByEmail(normalizeEmail(given)));
  if (user === null) throw notFound({ detail: `No user has the id or address ${given}.` });
  return user.id;
}

function failed({ log }: ReconcileDeps, id: string, error: unknown): Reconciled {
  log.error('not_reconciled', error, { user_id: id });
  const code = findAppError(error)?.code ?? 'internal_error';
  return { id, repaired: [], problems: [`it failed (${code}): run it again`] };
}

// Only an id tells: somebody may have registered the address of an erased account again.
async function findErased({ marks }: ReconcileDeps, ids: string[]): Promise<Set<string>> {
  const people = ids.map((id) => ({ id, emailNormalized: '' }));
  return new Set(people.length === 0 ? [] : await marks.findErased(people));
}
