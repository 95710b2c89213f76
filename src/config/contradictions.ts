import { isPlainHttpElsewhere } from '../http/origin.ts';
import { UNSET_SENDER } from './mail-settings.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Values } from './settings.ts';
import { findSocialContradictions } from './social-contradictions.ts';

export type Issue = { name: string; message: string };
/** Whether the rule is broken, the setting to blame, and the message. */
type Rule = [boolean, keyof Values, string];
type Where = { deployed: boolean; production: boolean };

const isInsecure = (url: string | undefined) => url !== undefined && !url.startsWith('https://');

/** Returns the contradictions between settings that are valid on their own. */
export function findContradictions(values: Partial<Values>): Issue[] {
  const { ENVIRONMENT: environment } = values;
  const production = environment === 'production';
  const where = { deployed: production || environment === 'staging', production };
  const rules: Rule[] = [
    ...findWeaknesses(values, where),
    ...(where.deployed ? findPlaceholders(values) : []),
    ...findMailContradictions(values, where),
    ...findMailboxContradictions(values, where),
    ...findInsecureUrls(values, where),
    ...findPasskeyContradictions(values, where),
  ];
  return [
    ...rules.filter(([broken]) => broken).map(([, name, message]) => ({ name, message })),
    ...findSocialContradictions(values),
  ];
}

function findWeaknesses(values: Partial<Values>, { deployed }: Where): Rule[] {
  const { SESSION_IDLE_TTL: idle = 0, ACCESS_TOKEN_TTL: access = 0 } = values;
  const { ARGON2_MEMORY_KIB: memory = Number.POSITIVE_INFINITY, ARGON2_ITERATIONS: passes = 1 } =
    values;
  return [
    // OWASP Password Storage Cheat Sheet: its cheapest Argon2id parameters are 7 MiB, 5 passes.
    [
      memory * passes < 7168 * 5,
      'ARGON2_ITERATIONS',
      "is below OWASP's parameters for this memory",
    ],
    // Clients may refresh only when their access token expires.
    [idle > 0 && idle <= access, 'SESSION_IDLE_TTL', 'must be longer than ACCESS_TOKEN_TTL, or 0'],
    [deployed && values.RATE_LIMITS === 'off', 'RATE_LIMITS', 'off is for development'],
    [
      values.ENVIRONMENT === 'development' && values.GUARD_JURISDICTION !== undefined,
      'GUARD_JURISDICTION',
      'is for deployments: the local runtime has no jurisdictions',
    ],
  ];
}

function findPlaceholders(values: Partial<Values>): Rule[] {
  const { AUTH_SECRET: secret = '', AUTH_SECRET_PREVIOUS: previous = [] } = values;
  return [
    [isPlaceholder(values.CRON_SECRET ?? ''), 'CRON_SECRET', 'is a placeholder'],
    [isPlaceholder(values.METRICS_SECRET ?? ''), 'METRICS_SECRET', 'is a placeholder'],
    [isPlaceholder(secret), 'AUTH_SECRET', 'is a placeholder'],
    [previous.some(isPlaceholder), 'AUTH_SECRET_PREVIOUS', 'contains a placeholder'],
    [isPlaceholder(values.MAILBOX_SECRET ?? ''), 'MAILBOX_SECRET', 'is a placeholder'],
  ];
}

function findMailContradictions(values: Partial<Values>, { deployed, production }: Where): Rule[] {
  const { EMAIL_PROVIDER: provider, EMAIL_API_KEY: key, EMAIL_FROM: from, SMTP_URL: smtp } = values;
  const keyed = provider === 'resend' || provider === 'sendgrid';
  const bySmtp = provider === 'smtp';
  return [
    [keyed && key === undefined, 'EMAIL_API_KEY', 'is missing: the provider requires one'],
    [keyed && isPlaceholder(key ?? ''), 'EMAIL_API_KEY', 'is a placeholder'],
    [bySmtp && smtp === undefined, 'SMTP_URL', 'is missing: it names the server of smtp'],
    [
      bySmtp && deployed && isPlaceholder(smtp?.login?.pass ?? ''),
      'SMTP_URL',
      'has a placeholder for a password',
    ],
    [
      (keyed || (bySmtp && deployed)) && from === UNSET_SENDER,
      'EMAIL_FROM',
      'is missing: the provider sends only for your own domain',
    ],
    [
      production && provider === 'mailbox',
      'EMAIL_PROVIDER',
      'mailbox sends nothing: choose a provider',
    ],
  ];
}

function findMailboxContradictions(
  values: Partial<Values>,
  { deployed, production }: Where,
): Rule[] {
  const { EMAIL_PROVIDER: provider, MAILBOX_SECRET: secret } = values;
  const staging = deployed && !production;
  return [
    [
      staging && provider === 'mailbox' && secret === undefined,
      'MAILBOX_SECRET',
      'is missing: EMAIL_PROVIDER=mailbox sends nothing, and only this opens the mailbox',
    ],
  ];
}

function findInsecureUrls(values: Partial<Values>, { production }: Where): Rule[] {
  const { APP_URL: url, EMAIL_API_URL: mailUrl, CORS_ALLOWED_ORIGINS: origins = [] } = values;
  const { APP_RETURN_URL: returnUrl, RETURN_ORIGINS: returns = [] } = values;
  if (!production) return [];
  return [
    [isInsecure(url), 'APP_URL', 'must be https'],
    [isInsecure(mailUrl), 'EMAIL_API_URL', 'must be https: the key goes there'],
    [
      origins.some(isPlainHttpElsewhere),
      'CORS_ALLOWED_ORIGINS',
      'has http: for other hosts than this machine',
    ],
    [
      returnUrl !== undefined && isPlainHttpElsewhere(returnUrl),
      'APP_RETURN_URL',
      'is http: on another host than this machine',
    ],
    [
      returns.some(isPlainHttpElsewhere),
      'RETURN_ORIGINS',
      'has http: for other hosts than this machine',
    ],
  ];
}

function findPasskeyContradictions(values: Partial<Values>, { production }: Where): Rule[] {
  const { APP_URL: url, PASSKEY_RP_ID: domain, PASSKEY_ORIGINS: origins = [] } = values;
  const host = new URL(url ?? `https://${domain}`).hostname;
  const isOurs = domain === undefined || host === domain || host.endsWith(`.${domain}`);
  const web = origins.filter((origin) => !origin.startsWith('android:'));
  return [
    // Browsers refuse it, and passkeys made under another domain are lost.
    [!isOurs, 'PASSKEY_RP_ID', 'must be the host of APP_URL or a domain above it'],
    [
      production && web.some(isPlainHttpElsewhere),
      'PASSKEY_ORIGINS',
      'has http: for other hosts than this machine',
    ],
  ];
}
