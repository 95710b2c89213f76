import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { erasureKeys } from '../../config/derived-keys.ts';
import { createErasureMarks } from '../../users/erasure-marks.ts';
import type { OperatorAnswer } from '../../wiring/operator.ts';
import { ROOT } from '../dev-servers.ts';
import { type Platform, PlatformError } from '../platform.ts';
import type { FindErased } from './look-ahead.ts';

/**
 * Creates the function that finds people who were erased. It asks a deployed Worker, which alone
 * has its key; locally the key is in `.dev.vars`. It throws {@link PlatformError} if there are
 * marks but no key, and `storage_unavailable`.
 */
export function createFindErased(
  { KV, OPERATOR }: Platform['env'],
  environment: string | undefined,
): FindErased {
  if (OPERATOR !== undefined) return askOperator(OPERATOR);
  const secret = readAuthSecret(environment);
  const marks = createErasureMarks({ kv: KV, keys: secret === null ? [] : erasureKeys([secret]) });
  let marked: Promise<boolean> | undefined;
  return async function findErased(people) {
    marked ??= marks.exist();
    if (!(await marked)) return [];
    if (secret === null)
      throw new PlatformError(
        'accounts were erased here, but .dev.vars has no AUTH_SECRET to identify them',
      );
    return marks.findErased(people);
  };
}

function askOperator(operator: NonNullable<Platform['env']['OPERATOR']>): FindErased {
  return async function findErased(people) {
    const answer = JSON.parse(
      await operator.run('erased', JSON.stringify(people)),
    ) as OperatorAnswer;
    if (answer.ok) return answer.result as string[];
    const hint = answer.code === 'unknown_command' ? ': deploy this version first' : '';
    throw new PlatformError(
      `the deployed Worker cannot report who was erased (${answer.message})${hint}`,
    );
  };
}

/** Returns `AUTH_SECRET` of the file that wrangler uses for an environment; null without one. */
export function readAuthSecret(environment: string | undefined): string | null {
  const files = [...(environment === undefined ? [] : [`.dev.vars.${environment}`]), '.dev.vars'];
  const file = files.map((name) => path.join(ROOT, name)).find((name) => existsSync(name));
  return file === undefined ? null : (parseEnv(readFileSync(file, 'utf8')).AUTH_SECRET ?? null);
}
