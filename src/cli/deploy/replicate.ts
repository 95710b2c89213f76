import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import type { Wrangler } from './wrangler.ts';

/** Time limit of the request, in milliseconds. */
const PATIENCE = 10_000;

export type Replication = {
  wrangler: Wrangler;
  environment: NodeJS.ProcessEnv;
  /** Undefined if the token does not show its account. */
  accountId: string | undefined;
  /** The id of the D1 database. */
  database: string;
};

/**
 * Switches on D1's read replication, for which wrangler has no command
 * (https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/update/).
 * Returns null, or why it is not on: nothing depends on it. Throws {@link Failure} if interrupted.
 */
export async function replicate({
  wrangler,
  environment,
  accountId,
  database,
}: Replication): Promise<string | null> {
  if (accountId === undefined) return 'the account is not known: set CLOUDFLARE_ACCOUNT_ID';
  const base = environment.CLOUDFLARE_API_BASE_URL ?? 'https://api.cloudflare.com/client/v4';
  try {
    const headers = await authorize(wrangler);
    if (headers === null) return 'wrangler gave no credentials';
    const response = await fetch(`${base}/accounts/${accountId}/d1/database/${database}`, {
      method: 'PUT',
      signal: AbortSignal.timeout(PATIENCE),
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ read_replication: { mode: 'auto' } }),
    });
    const text = await response.text();
    return response.ok ? null : `${response.status} ${text.trim().slice(0, 300)}`;
  } catch (error) {
    if (error instanceof Failure) throw error;
    return String(error);
  }
}

type Credentials = { token?: string; key?: string; email?: string };

// Its output is shown nowhere, not even where it is no JSON.
async function authorize(wrangler: Wrangler): Promise<Record<string, string> | null> {
  const { ok, stdout } = await wrangler.attempt(commands.credentials());
  if (!ok) return null;
  try {
    const given = JSON.parse(stdout.slice(Math.max(stdout.search(/^\{/m), 0))) as Credentials;
    if (given.token !== undefined) return { Authorization: `Bearer ${given.token}` };
    const { key, email } = given;
    return key === undefined || email === undefined
      ? null
      : { 'X-Auth-Key': key, 'X-Auth-Email': email };
  } catch {
    return null;
  }
}
