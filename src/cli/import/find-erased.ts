import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { erasureKeys } from '../../config.ts';
import { createErasureMarks } from '../../users/erasure-marks.ts';
import type { OperatorAnswer } from '../../wiring/operator.ts';
import { ROOT } from '../dev-servers.ts';
import { type Platform, PlatformError } from '../platform.ts';
import type { FindErased } from './look-ahead.ts';

/**
 * How the import finds out who was erased. A deployed Worker is asked, since nobody else has its key; locally the key is in
 * `.dev.vars`. The function throws {@link PlatformError} where there are marks and no key, `storage_unavailable`.
 */
export function createFindErased(
  { KV, OPERATOR }: Platform['env'],
  environment: string | undefined,
): FindErased {
  if (OPERATOR !== undefined) return askOperator(OPERATOR);
  const secret = readAuthSecret(environment);
  const marks = createErasureMarks({ kv: KV, keys: secret === null ? [] : erasureKeys([secret]) });
  let anybody: Promise<boolean> | undefined;
  return async function findErased(people) {
    anybody ??= marks.exist();
    if (!(await anybody)) return [];
    if (secret === null)
      throw new PlatformError(
        'accounts were erased here, and without the AUTH_SECRET of .dev.vars nobody can tell whose',
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
      `the deployed Worker could not be asked who was erased (${answer.message})${hint}`,
    );
  };
}

// The file that wrangler itself takes for an environment.
function readAuthSecret(environment: string | undefined): string | null {
  const files = [...(environment === undefined ? [] : [`.dev.vars.${environment}`]), '.dev.vars'];
  const file = files.map((name) => path.join(ROOT, name)).find((name) => existsSync(name));
  return file === undefined ? null : (parseEnv(readFileSync(file, 'utf8')).AUTH_SECRET ?? null);
}
