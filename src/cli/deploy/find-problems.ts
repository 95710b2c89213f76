import { parseConfig } from '../../config.ts';
import { describeUnknown } from '../unknown-settings.ts';
import { freshNames, makeSecret } from './secrets.ts';
import { findMissingSocialSecrets, standInsFor } from './social-providers.ts';
import type { Target } from './target.ts';

export type Secrets = { present: string[]; given: Record<string, string> };

/** Secrets of which a mail provider may need one. */
export const MAIL_SECRETS = ['EMAIL_API_KEY', 'SMTP_URL'] as const;
type MailSecret = (typeof MAIL_SECRETS)[number];

/** Providers that need no secret of their own. */
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
  const secret = mailSecretOf(vars);
  const known = [...present, ...Object.keys(given)];
  // biome-ignore lint/plugin/secret-comparison: names of secrets.
  const missing = secret === null || known.includes(secret) ? null : secret;
  const unsent =
    missing === null
      ? []
      : [
          `${missing} is missing: EMAIL_PROVIDER=${String(vars.EMAIL_PROVIDER)} needs one. ` +
            'Set it in the environment of this command.',
        ];
  const social = findMissingSocialSecrets(vars, known);
  const unproved = social.map(
    (name) =>
      `${name} is missing: its provider requires one. Set it in the environment of this command.`,
  );
  // Those have their sentences.
  const said = [...social, ...(missing === null ? [] : [missing])];
  const refusals = (await findRefusals(vars, { present, given })).filter(
    (refusal) => !said.some((name) => refusal.startsWith(`${name}:`)),
  );
  return [
    ...examples,
    ...unsent,
    ...unproved,
    ...refusals.map((refusal) => `${refusal} (${where})`),
  ];
}

/** Returns the secret that the mail provider of these vars requires; null if none. */
export function mailSecretOf({
  EMAIL_PROVIDER: provider,
}: Record<string, unknown>): MailSecret | null {
  if (typeof provider !== 'string' || KEYLESS.includes(provider)) return null;
  return provider === 'smtp' ? 'SMTP_URL' : 'EMAIL_API_KEY';
}

// The values of secrets in the account cannot be read, so throw-away ones replace them.
async function findRefusals(
  vars: Record<string, unknown>,
  { present, given }: Secrets,
): Promise<string[]> {
  const standIns = await Promise.all(
    freshNames({ vars }).map(async (name) => [name, await makeSecret(name)] as const),
  );
  const mailStandIns = {
    EMAIL_API_KEY: await makeSecret('EMAIL_API_KEY'),
    SMTP_URL: 'smtps://stand-in.invalid',
  };
  const mail = MAIL_SECRETS.filter((name) => present.includes(name)).map(
    (name) => [name, mailStandIns[name]] as const,
  );
  const social = standInsFor(vars, present);
  try {
    parseConfig({ ...vars, ...Object.fromEntries([...standIns, ...mail]), ...social, ...given });
    return [];
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return cause.split('; ');
  }
}

/** Returns a note for each thing that may be right, and is not likely to be. */
export function findDoubts(target: Target): string[] {
  const where = `in [env.${target.environment}] of ${target.configPath}`;
  const unknown = describeUnknown(Object.keys(target.vars)).map((note) => `${where}, ${note}`);
  const unreached = findUnreached(target);
  return unreached === null ? unknown : [unreached, ...unknown];
}

/** Returns a note if no route of the configuration leads to APP_URL: the dashboard may have it. */
function findUnreached({ vars, hosts, environment, configPath }: Target): string | null {
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
