import {
  GUARD_JURISDICTION,
  judgeJurisdiction,
  type KeptJurisdiction,
  NO_JURISDICTION,
} from '../../operations/judge-jurisdiction.ts';
import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import type { Target } from './target.ts';
import type { Wrangler } from './wrangler.ts';

const FIND = `select
  (select value from deployment where name = '${GUARD_JURISDICTION}') as kept,
  exists (select 1 from users) as has_users`.replaceAll(/\s+/g, ' ');

// Until someone registers, no guard holds anything: another choice replaces the first.
const keep = (value: KeptJurisdiction) =>
  `insert into deployment (name, value) values ('${GUARD_JURISDICTION}', '${value}')
  on conflict (name) do update set value = excluded.value
  where not exists (select 1 from users) returning value`.replaceAll(/\s+/g, ' ');

/** The statements of {@link keepJurisdiction}, for a dry run. */
export const statementsFor = (target: Target): string[] => [FIND, keep(wantedBy(target))];

type Answer<Row> = { results: Row[] }[];

/**
 * Compares the guards' jurisdiction with the one kept in D1, and keeps it if there is none or
 * there are no users yet. Returns it. Throws {@link Failure} if users would lose their guards.
 */
export async function keepJurisdiction(
  wrangler: Wrangler,
  target: Target,
  config: string,
): Promise<string> {
  const ask = (sql: string) => wrangler.read(commands.query(target, config, sql));
  const [found] = (await ask(FIND)) as Answer<{ kept: string | null; has_users: number }>;
  const { kept = null, has_users: some = 0 } = found?.results[0] ?? {};
  const hasUsers = some !== 0;
  const wanted = wantedBy(target);
  const verdict = judgeJurisdiction({ kept: hasUsers ? kept : null, hasUsers }, wanted);
  if (verdict.outcome === 'refused') throw refusal(target, verdict.reason);
  if (kept === wanted) return wanted;
  const [made] = (await ask(keep(wanted))) as Answer<{ value: string }>;
  if (made?.results.length !== 1) throw refusal(target, 'someone has just registered');
  return wanted;
}

// `findProblems` has refused what is no jurisdiction.
function wantedBy({ vars }: Target): KeptJurisdiction {
  const { GUARD_JURISDICTION: set } = vars;
  return set === undefined || set === '' ? NO_JURISDICTION : (set as KeptJurisdiction);
}

function refusal({ environment, configPath }: Target, reason: string): Failure {
  return new Failure(
    `no Worker was uploaded: ${reason}`,
    `Set GUARD_JURISDICTION in [env.${environment}] of ${configPath} back to what it was. For ` +
      'guards elsewhere make a deployment of its own, with another D1 database: ' +
      'see "Where data lives" in src/cli/README.md.',
  );
}
