import { factorKeys } from '../../config/derived-keys.ts';
import { judgeSeals, type SealCount } from '../../operations/judge-seals.ts';
import { sealKeyId } from '../../shared/seal.ts';
import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import type { Target } from './target.ts';
import type { Wrangler } from './wrangler.ts';

/** The statement of {@link keepSeals}, for a dry run. */
export const SEALS = `select sealed_by as keyId, count(*) as rows from user_factors
  where sealed_by is not null group by sealed_by`.replaceAll(/\s+/g, ' ');

type Secrets = { AUTH_SECRET?: string; AUTH_SECRET_PREVIOUS?: string };
type Sealing = {
  target: Target;
  config: string;
  /** The secrets that the deployment sets; those in the account cannot be read. */
  set: Secrets;
  /** Names of the secrets in the account. */
  present: string[];
};

/**
 * Counts the secrets of second factors by the key that seals them, and returns a line about them.
 * Throws {@link Failure} if the deployment sets secrets that no longer open some. Where the account
 * has the secrets already, the service's own health says so.
 */
export async function keepSeals(wrangler: Wrangler, sealing: Sealing): Promise<string> {
  const { target, config, set, present } = sealing;
  const [found] = (await wrangler.read(commands.query(target, config, SEALS))) as {
    results: SealCount[];
  }[];
  const counts = found?.results ?? [];
  const known = present.includes('AUTH_SECRET_PREVIOUS') ? null : keyIdsOf(set);
  const keyIds = counts.map(({ keyId }) => keyId);
  const refused = known === null ? null : judgeSeals(keyIds, known);
  if (refused !== null)
    throw new Failure(
      `no Worker was uploaded: ${refused}`,
      'Set AUTH_SECRET to what it was, or its former value in AUTH_SECRET_PREVIOUS: ' +
        'see "Keys" in src/cli/README.md.',
    );
  const lines = counts.map(({ keyId, rows }) => `${rows} by key ${keyId}`);
  return lines.length === 0 ? 'none' : lines.join(', ');
}

function keyIdsOf({ AUTH_SECRET: present, AUTH_SECRET_PREVIOUS: former = '' }: Secrets) {
  if (present === undefined) return null;
  const previous = former.split(',').filter((secret) => secret !== '');
  return factorKeys([present, ...previous]).map(sealKeyId);
}
