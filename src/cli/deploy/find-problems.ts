import { parseConfig } from '../../config.ts';
import { freshNames, makeSecret } from './secrets.ts';
import type { Target } from './target.ts';

export type Secrets = { present: string[]; given: Record<string, string> };

/** Providers that need no key of their own. */
const KEYLESS = ['mailbox', 'cloudflare'];
const EXAMPLE_DOMAIN = /(?:^|[./@])example\.(?:com|org|net)\b/;

/**
 * Returns a sentence for each problem that would keep the service from starting: example values,
 * and what the service's configuration rejects. `present` holds the names of secrets in the
 * account, whose values cannot be read; `given` holds those with values.
 */
export async function findProblems(
  { vars, environment, configPath }: Target,
  { present, given }: Secrets,
): Promise<string[]> {
  const where = `in [env.${environment}] of ${configPath}`;
  const examples = Object.entries(vars)
    .filter(([, value]) => typeof value === 'string' && EXAMPLE_DOMAIN.test(value))
    .map(
      ([name, value]) =>
        `${name} still has the example value ${String(value)}: set your own ${where}.`,
    );
  const unsent =
    !needsKey(vars) || [...present, ...Object.keys(given)].includes('EMAIL_API_KEY')
      ? []
      : [
          `EMAIL_API_KEY is missing: EMAIL_PROVIDER=${String(vars.EMAIL_PROVIDER)} needs one. ` +
            'Set it in the environment of this command.',
        ];
  return [
    ...examples,
    ...unsent,
    ...(await findRefusals(vars, { present, given })).map((refusal) => `${refusal} (${where})`),
  ];
}

/** Returns whether the mail provider of these vars requires an API key. */
export function needsKey({ EMAIL_PROVIDER: provider }: Record<string, unknown>): boolean {
  return typeof provider === 'string' && !KEYLESS.includes(provider);
}

// The values of secrets in the account cannot be read, so throw-away ones replace them.
async function findRefusals(
  vars: Record<string, unknown>,
  { present, given }: Secrets,
): Promise<string[]> {
  const standIns = await Promise.all(
    freshNames({ vars }).map(async (name) => [name, await makeSecret(name)] as const),
  );
  const key = present.includes('EMAIL_API_KEY')
    ? { EMAIL_API_KEY: await makeSecret('EMAIL_API_KEY') }
    : {};
  try {
    parseConfig({ ...vars, ...Object.fromEntries(standIns), ...key, ...given });
    return [];
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    // The key already has a sentence above.
    return cause.split('; ').filter((refusal) => !refusal.startsWith('EMAIL_API_KEY'));
  }
}

/**
 * Returns a note if no route of the configuration leads to APP_URL; it may be set in the dashboard.
 * Null otherwise.
 */
export function findDoubt({ vars, hosts, environment, configPath }: Target): string | null {
  const host = new URL(String(vars.APP_URL)).hostname;
  const reached =
    host.endsWith('.workers.dev') ||
    hosts.some(
      (pattern) =>
        pattern === host || pattern.replace(/^\*\.?/, '.') === host.slice(host.indexOf('.')),
    );
  return reached
    ? null
    : `no route in [env.${environment}] of ${configPath} leads to ${host}: ` +
        'set one there, unless the dashboard has it';
}
