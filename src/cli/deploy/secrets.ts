import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeKeys } from '../make-key.ts';
import { commands } from './commands.ts';
import { Failure } from './failure.ts';
import type { Target } from './target.ts';
import type { Wrangler } from './wrangler.ts';

/** The secret that opens the mailbox of an environment that sends no mail. */
export const MAILBOX = 'MAILBOX_SECRET';
/** Secrets that others issue, taken from environment variables of the same names if missing. */
export const GIVEN = [
  'EMAIL_API_KEY',
  'SMTP_URL',
  'SENTRY_DSN',
  'INTROSPECTION_CLIENTS',
  'METRICS_SECRET',
] as const;

/** Secrets that are created if missing, unless the environment provides them. */
const FRESH = ['JWT_KEYS', 'AUTH_SECRET', 'CRON_SECRET'] as const;

/** Returns whether the target keeps mails in a mailbox, the default of `EMAIL_PROVIDER`. */
export function keepsMails({ vars }: Pick<Target, 'vars'>): boolean {
  return (vars.EMAIL_PROVIDER ?? 'mailbox') === 'mailbox';
}

/** Returns the names of the secrets that a deployment creates if they are missing. */
export function freshNames(target: Pick<Target, 'vars'>): string[] {
  return [...FRESH, ...(keepsMails(target) ? [MAILBOX] : [])];
}

/** Wrangler's message for a Worker that was never deployed. */
const NO_SUCH_WORKER = /Worker "[^"]+".* not found/;

/** Returns the names of the Worker's secrets; none if there is no Worker yet. */
export async function listSecrets(wrangler: Wrangler, target: Target): Promise<string[]> {
  const { ok, stdout, said } = await wrangler.attempt(
    commands.listSecrets(target, target.configPath),
  );
  if (!ok && NO_SUCH_WORKER.test(said)) return [];
  if (!ok) throw new Failure(`the Worker's secrets could not be listed:\n${said.trim()}`);
  const begin = stdout.search(/^\[/m);
  if (begin < 0) throw new Failure(`wrangler secret list returned no list:\n${stdout.trim()}`);
  return (JSON.parse(stdout.slice(begin)) as { name: string }[]).map(({ name }) => name);
}

/**
 * Returns the missing secrets that environment variables of the same names provide; `more` names
 * those that only this deployment has.
 */
export function takeGiven(
  present: string[],
  environment: Record<string, string | undefined>,
  more: readonly string[] = [],
): Record<string, string> {
  const names = [...FRESH, MAILBOX, ...GIVEN, ...more].filter(
    (name) => !present.includes(name) && (environment[name] ?? '') !== '',
  );
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? '']));
}

/** Creates values for the target's secrets that are not `known`. */
export async function makeFresh(
  target: Pick<Target, 'vars'>,
  known: string[],
): Promise<Record<string, string>> {
  const names = freshNames(target).filter((name) => !known.includes(name));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await makeSecret(name)] as const)),
  );
}

/** Creates a secret: a JWK Set with an ES256 and an RS256 key, or 32 random bytes. */
export async function makeSecret(name: string): Promise<string> {
  return name === 'JWT_KEYS'
    ? JSON.stringify({ keys: await makeKeys('ES256') })
    : randomBytes(32).toString('base64url');
}

/**
 * Passes secrets in a file that only this user can read and that is deleted after `work`; arguments
 * would be visible in the process list. Passes null if there are none.
 */
export async function withSecretsFile<T>(
  secrets: Record<string, string>,
  work: (file: string | null) => Promise<T>,
): Promise<T> {
  if (Object.keys(secrets).length === 0) return work(null);
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-deploy-'));
  try {
    const file = path.join(folder, 'secrets.json');
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Keeps a fresh mailbox secret, which cannot be read back, in a file beside the configuration that
 * only this user can read and git ignores. Returns its path.
 */
export function keepMailboxSecret(
  { environment, configPath }: Pick<Target, 'environment' | 'configPath'>,
  secret: string,
): string {
  const file = path.join(path.dirname(configPath), `.mailbox-secret-${environment}`);
  rmSync(file, { force: true });
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}
