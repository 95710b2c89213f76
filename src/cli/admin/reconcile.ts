import { Presets, SingleBar } from 'cli-progress';
import type { ReconciledPage, ReconcileQuery } from '../../admin/reconcile.ts';
import type { Ask } from './reach-operator.ts';

/** A user by id or address, or everyone; a dry run changes nothing. */
export type Reconciling = { user: string | null; dryRun: boolean };

/** The result: the users that differed. */
export type ReconcileResult = Omit<ReconciledPage, 'next'> & { dryRun: boolean };

type Stats = { users: { total: number } };

/** Compares one user with their guard, or all of them page by page, with progress on stderr. */
export async function reconcileUsers(
  ask: Ask,
  { user, dryRun }: Reconciling,
): Promise<ReconcileResult> {
  const run = async (query: ReconcileQuery) =>
    (await ask('reconcile', JSON.stringify(query))) as ReconciledPage;
  if (user !== null) {
    const { checked, users } = await run({ user, dryRun });
    return { checked, users, dryRun };
  }
  const { users: counted } = (await ask('stats', '')) as Stats;
  const bar = new SingleBar(
    { stream: process.stderr, format: '{bar} {percentage}% | {value} of {total} users' },
    Presets.shades_classic,
  );
  if (process.stderr.isTTY) bar.start(counted.total, 0);
  const result: ReconcileResult = { checked: 0, users: [], dryRun };
  try {
    for (let after: string | null = ''; after !== null; ) {
      const page = await run({ after, dryRun });
      result.checked += page.checked;
      result.users.push(...page.users);
      bar.update(result.checked);
      after = page.next;
    }
  } finally {
    bar.stop();
  }
  return result;
}

/** A line for each user with a finding, and a summary. */
export function describeReconciled({ checked, users, dryRun }: ReconcileResult): string {
  const lines = users.map(({ id, repaired, problems }) => {
    const done = repaired.length === 0 ? [] : [`${repaired.join(', ')}`];
    return `${id}  ${[...done, ...problems.map((problem) => `! ${problem}`)].join('; ')}`;
  });
  const repaired = users.filter((one) => one.repaired.length > 0).length;
  const left = users.filter(({ problems }) => problems.length > 0).length;
  const verb = dryRun ? 'to repair' : 'repaired';
  const summary = `${checked} checked, ${repaired} ${verb}, ${left} with problems`;
  return `${[...lines, summary].join('\n')}\n`;
}

/** Exit code: 1 if something is left that the command could not settle. */
export const exitCodeOf = ({ users }: ReconcileResult): number =>
  users.some(({ problems }) => problems.length > 0) ? 1 : 0;
