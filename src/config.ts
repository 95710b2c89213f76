import * as z from 'zod';
import { isPlainHttpElsewhere, parseOrigin } from './http/origin.ts';
import { rateLimitOverrides } from './limits/rules.ts';
import { parseSender, senderInAscii } from './mail/sender.ts';
import { hashShares } from './methods/password/hash-kinds.ts';
import { DAY, SECOND } from './shared/clock.ts';
import { deriveKeys, type Secrets } from './shared/digest.ts';
import { defineError, SafeMessageError } from './shared/errors.ts';
import { deriveSecretKeys } from './tokens/secret-keys.ts';
import { jwkSetSchema } from './tokens/signing-keys.ts';

const seconds = (fallback: number, minimum = 1) =>
  z.coerce
    .number()
    .int()
    .min(minimum)
    .default(fallback)
    .transform((value) => value * SECOND);

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const splitList = (list: string) =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** A client that keeps a secret (RFC 6749, appendices A.1 and A.2), one that nobody guesses. */
const clientSchema = z.object({
  id: z.string().regex(/^[ -~]{1,255}$/, 'has an id that no client can have'),
  secret: z.string().regex(/^[ -~]{16,255}$/, 'wants secrets of 16 characters or more'),
});

/** `id:secret` pairs as JSON; the first colon parts them. */
const toClientList = (list: string) =>
  JSON.stringify(
    splitList(list).map((pair) => {
      const [, id = '', secret = ''] = /^([^:\s]+):(\S+)$/.exec(pair) ?? [];
      return { id, secret };
    }),
  );
/** Texts separated by commas, or a JSON array for those that hold one. */
const textList = z
  .string()
  .default('')
  .transform((text, context) => {
    if (!text.trimStart().startsWith('['))
      return text
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean);
    const entries = z.array(z.string()).safeParse(tryJson(text));
    if (entries.success) return entries.data;
    context.addIssue({ code: 'custom', message: 'is neither a list nor a JSON array of texts' });
    return z.NEVER;
  });

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fit for the mailbox alone: no provider sends in the name of this machine. */
const UNSET_SENDER = 'Latchkey <no-reply@localhost>';

/** A secret that still holds what the example file holds. */
const isPlaceholder = (value: string) =>
  /^(generate|change|placeholder|secret|example|xxx)/i.test(value);

/** Every setting: its rule, its default, one sentence. Durations are seconds in the environment, milliseconds once parsed. */
export const settings = {
  ENVIRONMENT: z
    .enum(['development', 'staging', 'production'])
    .describe('Where this runs; development is the only one whose mailbox is open to anybody.'),
  APP_NAME: z.string().min(1).default('Latchkey').describe('The name that mails and pages show.'),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where people reach the service; mailed links begin with it.'),
  JWT_KEYS: jsonText
    .pipe(jwkSetSchema)
    .describe('JWK Set of private keys: the first signs, all verify.'),
  AUTH_SECRET: z
    .string()
    .min(32)
    .describe('At least 32 random characters; every key but JWT_KEYS is derived from it.'),
  AUTH_SECRET_PREVIOUS: textList
    .pipe(z.array(z.string().min(32)))
    .describe(
      'Former values of AUTH_SECRET, separated by commas or as a JSON array: good for reading, so that rotating ends no session.',
    ),
  FIRST_PARTY_CLIENT_ID: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'is no client id')
    .default('latchkey')
    .describe('The `client_id` in access tokens of sign-ins at our own routes.'),
  JWT_ISSUER: z.string().min(1).optional().describe('The `iss` of tokens; APP_URL if not set.'),
  JWT_AUDIENCE: z.string().min(1).optional().describe('The `aud` of tokens; APP_URL if not set.'),
  ACCESS_TOKEN_TTL: seconds(900).describe('Life of an access token in seconds.'),
  REFRESH_TOKEN_TTL: seconds(604_800).describe('Life of a session in seconds.'),
  REFRESH_TOKEN_TTL_REMEMBER: seconds(1_209_600).describe(
    'Life of a session with `remember_me` in seconds.',
  ),
  REFRESH_GRACE_SECONDS: seconds(30, 0).describe(
    'How long a retired refresh token is still answered with the current one.',
  ),
  OTP_TTL: seconds(300, 60).describe('Life of a mailed code in seconds.'),
  PASSWORD_RESET_TTL: seconds(3600, 60).describe('Life of a password reset link in seconds.'),
  EMAIL_VERIFICATION_TTL: seconds(86_400, 60).describe('Life of a verification link in seconds.'),
  EMAIL_VERIFICATION: z
    .enum(['required', 'optional'])
    .default('required')
    .describe('Whether signing in waits for a verified address.'),
  LOGIN_SECOND_FACTOR: z
    .enum(['off', 'enrolled', 'always'])
    .default('enrolled')
    .describe(
      'Whether a right password is followed by a mailed code: never, for those who switched it on, or always.',
    ),
  PASSWORD_MIN_LENGTH: z.coerce
    .number()
    .int()
    .min(8)
    .max(64)
    .default(8)
    .describe('Fewest characters of a password.'),
  PASSWORD_POLICY: z
    .enum(['composition', 'length'])
    .default('composition')
    .describe(
      'Kinds of characters, or length alone as NIST SP 800-63B-4 asks (15 without a second factor).',
    ),
  PASSWORD_HISTORY: z.coerce
    .number()
    .int()
    .min(0)
    .max(24)
    .default(5)
    .describe('How many former passwords are not taken again, beside the present one.'),
  BREACH_CHECK: z
    .enum(['off', 'warn', 'reject'])
    .default('off')
    .describe(
      'Whether new passwords are looked up among leaked ones: not, after the answer with a mail, or before it with a refusal.',
    ),
  BREACH_CHECK_URL: z
    .url()
    .default('https://api.pwnedpasswords.com/range/')
    .describe('A range service that speaks the protocol of Have I Been Pwned.'),
  LOCKOUT_THRESHOLD: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Failures in a row that lock a name.'),
  LOCKOUT_SECONDS: seconds(1800, 1).describe('How long a lock lasts in seconds.'),
  ARGON2_MEMORY_KIB: z.coerce
    .number()
    .int()
    .min(7168)
    .max(65_536)
    .default(19_456)
    .describe('Memory of a password hash in KiB.'),
  ARGON2_ITERATIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe('Passes of a password hash.'),
  IMPORTED_PASSWORD_HASHES: z
    .string()
    .default('{}')
    .pipe(jsonText)
    .pipe(hashShares)
    .describe(
      'How many accounts have which kind of password hash, as JSON, so that names that nobody has cost the same: {"bcrypt:12": 40, "own": 60}.',
    ),
  COOKIE_MODE: z
    .enum(['refresh', 'both'])
    .default('refresh')
    .describe('Whether browsers get the access token in a cookie too.'),
  CORS_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list, context) => {
      const origins = splitList(list).map(parseOrigin);
      const bad = origins.flatMap((origin, index) => (origin === null ? [index + 1] : []));
      if (bad.length > 0)
        context.addIssue({
          code: 'custom',
          message: `entry ${bad.join(', ')} is no origin like https://app.example.com`,
        });
      return origins.filter((origin) => origin !== null);
    })
    .describe(
      'Origins of other sites and of apps, `scheme://host[:port]`, whose pages may call the service with cookies, separated by commas.',
    ),
  CRON_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Opens the flush route; without it the route is shut.'),
  INTROSPECTION_CLIENTS: z
    .string()
    .default('')
    .transform((text) => (text.trim().startsWith('[') ? text : toClientList(text)))
    .pipe(jsonText)
    .pipe(z.array(clientSchema))
    .describe(
      'Resource servers that may introspect tokens: id:secret pairs, separated by commas, or a JSON array of {"id", "secret"}.',
    ),
  RATE_LIMITS: z
    .string()
    .default('{}')
    .transform((text) => (text === 'off' ? '"off"' : text))
    .pipe(jsonText)
    .pipe(z.union([z.literal('off'), rateLimitOverrides]))
    .describe(
      'Overrides of rate limits by scope, as JSON: {"login": {"limit": 50, "window": 3600}}; or off, in development.',
    ),
  AUDIT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(90)
    .describe('How long audit events are kept.'),
  UNVERIFIED_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('After how many days an account that was never verified is removed; 0 for never.'),
  MAX_SESSIONS_PER_USER: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('More sessions than these end the one that was idle longest.'),
  SESSION_IDLE_TTL: seconds(0, 0).describe(
    'A session that was not refreshed for so many seconds has ended; 0 for never.',
  ),
  EMAIL_PROVIDER: z
    .enum(['mailbox', 'cloudflare', 'resend', 'sendgrid'])
    .default('mailbox')
    .describe('How mail leaves; the mailbox is for development and staging.'),
  EMAIL_FROM: z
    .string()
    .refine((text) => parseSender(text) !== null, 'is neither an address nor `Name <address>`')
    .transform(senderInAscii)
    .default(UNSET_SENDER)
    .describe('The sender of mails.'),
  EMAIL_API_KEY: z
    .string()
    .regex(/^[!-~]+$/, 'holds what no key does')
    .optional()
    .describe('The key of Resend or SendGrid.'),
  EMAIL_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where mail is posted instead of to the provider's own URL, for tests and proxies."),
  MAILBOX_SECRET: z
    .string()
    .regex(/^[!-~]{32,}$/, 'must be 32 printable ASCII characters or more, none of them a space')
    .optional()
    .describe('Opens the mailbox outside development, by HTTP Basic as `mailbox`.'),
  SENTRY_DSN: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where faults are reported to; without it nowhere.'),
  SENTRY_SAMPLE_RATE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Which share of faults is reported.'),
};

const schema = z.object(settings);
type Values = z.infer<typeof schema>;
type Issue = { name: string; message: string };
/** Whether it is broken, the setting to blame, and what is wrong. */
type Rule = [boolean, keyof Values, string];

/** What is wrong between settings, as far as each for itself is right. */
function findContradictions(values: Partial<Values>): Issue[] {
  const {
    ENVIRONMENT: environment,
    APP_URL: url,
    AUTH_SECRET: secret,
    CRON_SECRET: cronSecret,
  } = values;
  const deployed = environment === 'staging' || environment === 'production';
  const production = environment === 'production';
  // OWASP Password Storage Cheat Sheet: the cheapest of its equivalent Argon2id settings is 7 MiB and 5 passes.
  const cheap =
    (values.ARGON2_MEMORY_KIB ?? Number.POSITIVE_INFINITY) * (values.ARGON2_ITERATIONS ?? 1) <
    7168 * 5;
  const rules: Rule[] = [
    [cheap, 'ARGON2_ITERATIONS', "is below OWASP's parameters for this memory"],
    // A client that refreshes when its access token expires must come in time.
    [
      values.SESSION_IDLE_TTL !== undefined &&
        values.SESSION_IDLE_TTL > 0 &&
        values.SESSION_IDLE_TTL <= (values.ACCESS_TOKEN_TTL ?? 0),
      'SESSION_IDLE_TTL',
      'must be longer than ACCESS_TOKEN_TTL, or 0',
    ],
    [deployed && values.RATE_LIMITS === 'off', 'RATE_LIMITS', 'off is for development'],
    [
      deployed && cronSecret !== undefined && isPlaceholder(cronSecret),
      'CRON_SECRET',
      'is a placeholder',
    ],
    [deployed && secret !== undefined && isPlaceholder(secret), 'AUTH_SECRET', 'is a placeholder'],
    [
      deployed && (values.AUTH_SECRET_PREVIOUS ?? []).some(isPlaceholder),
      'AUTH_SECRET_PREVIOUS',
      'holds a placeholder',
    ],
    ...findMailContradictions(values, production),
    ...findMailboxContradictions(values, { deployed, production }),
    [production && url !== undefined && !url.startsWith('https://'), 'APP_URL', 'must be https'],
    [
      production && values.CORS_ALLOWED_ORIGINS?.some(isPlainHttpElsewhere) === true,
      'CORS_ALLOWED_ORIGINS',
      'has http: for other hosts than this machine',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, name, message]) => ({ name, message }));
}

function findMailContradictions(values: Partial<Values>, production: boolean): Rule[] {
  const {
    EMAIL_PROVIDER: provider,
    EMAIL_API_KEY: key,
    EMAIL_API_URL: url,
    EMAIL_FROM: from,
  } = values;
  const keyed = provider === 'resend' || provider === 'sendgrid';
  return [
    [keyed && key === undefined, 'EMAIL_API_KEY', 'is missing: the provider wants one'],
    [keyed && key !== undefined && isPlaceholder(key), 'EMAIL_API_KEY', 'is a placeholder'],
    [
      keyed && from === UNSET_SENDER,
      'EMAIL_FROM',
      'is missing: the provider sends for your own domain alone',
    ],
    [
      production && url !== undefined && !url.startsWith('https://'),
      'EMAIL_API_URL',
      'must be https: the key goes there',
    ],
  ];
}

function findMailboxContradictions(
  { EMAIL_PROVIDER: provider, MAILBOX_SECRET: secret }: Partial<Values>,
  { deployed, production }: { deployed: boolean; production: boolean },
): Rule[] {
  const mailbox = provider === 'mailbox';
  return [
    [production && mailbox, 'EMAIL_PROVIDER', 'mailbox sends nothing: choose a provider'],
    [
      deployed && !production && mailbox && secret === undefined,
      'MAILBOX_SECRET',
      'is missing: EMAIL_PROVIDER=mailbox sends nothing, and only this opens the mailbox',
    ],
    [
      deployed && secret !== undefined && isPlaceholder(secret),
      'MAILBOX_SECRET',
      'is a placeholder',
    ],
  ];
}

export const configurationError = defineError(
  'configuration_error',
  'misconfigured',
  'The service is not configured',
);

// What guessers try first: the name of the service and of its host.
function serviceWordsOf(appName: string, appUrl: string): string[] {
  const words = [
    appName,
    ...appName.split(/[^\p{L}\p{N}]+/u),
    ...new URL(appUrl).hostname.split('.'),
  ];
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length >= 4);
}

/** The parsed settings under the names of the code. Durations in milliseconds. */
export type Config = ReturnType<typeof toConfig>;

function toConfig(values: Values) {
  const secrets = toSecrets(values);
  return {
    environment: values.ENVIRONMENT,
    appName: values.APP_NAME,
    appUrl: values.APP_URL,
    jwtKeys: values.JWT_KEYS,
    issuer: values.JWT_ISSUER ?? values.APP_URL,
    audience: values.JWT_AUDIENCE ?? values.APP_URL,
    accessTokenTtl: values.ACCESS_TOKEN_TTL,
    sessionTtl: values.REFRESH_TOKEN_TTL,
    rememberedSessionTtl: values.REFRESH_TOKEN_TTL_REMEMBER,
    refreshGrace: values.REFRESH_GRACE_SECONDS,
    otpTtl: values.OTP_TTL,
    emailVerificationTtl: values.EMAIL_VERIFICATION_TTL,
    passwordResetTtl: values.PASSWORD_RESET_TTL,
    secondFactor: values.LOGIN_SECOND_FACTOR,
    passwordHistory: values.PASSWORD_HISTORY,
    breachCheck: { mode: values.BREACH_CHECK, url: values.BREACH_CHECK_URL },
    lockout: { threshold: values.LOCKOUT_THRESHOLD, duration: values.LOCKOUT_SECONDS },
    emailVerificationRequired: values.EMAIL_VERIFICATION === 'required',
    passwordPolicy: {
      kind: values.PASSWORD_POLICY,
      minLength: values.PASSWORD_MIN_LENGTH,
      serviceWords: serviceWordsOf(values.APP_NAME, values.APP_URL),
    },
    argon2: {
      memoryKib: values.ARGON2_MEMORY_KIB,
      iterations: values.ARGON2_ITERATIONS,
    },
    hashShares: values.IMPORTED_PASSWORD_HASHES,
    cookieMode: values.COOKIE_MODE,
    allowedOrigins: values.CORS_ALLOWED_ORIGINS,
    trustedOrigins: [new URL(values.APP_URL).origin, ...values.CORS_ALLOWED_ORIGINS],
    cronSecret: values.CRON_SECRET ?? null,
    introspectionClients: values.INTROSPECTION_CLIENTS,
    rateLimits: values.RATE_LIMITS,
    auditRetention: values.AUDIT_RETENTION_DAYS * DAY,
    unverifiedRetention: values.UNVERIFIED_RETENTION_DAYS * DAY,
    maxSessions: values.MAX_SESSIONS_PER_USER,
    sessionIdleTtl: values.SESSION_IDLE_TTL,
    emailProvider: values.EMAIL_PROVIDER,
    emailFrom: values.EMAIL_FROM,
    emailApiKey: values.EMAIL_API_KEY ?? '',
    emailApiUrl: values.EMAIL_API_URL,
    mailboxSecret: values.MAILBOX_SECRET ?? null,
    sentry:
      values.SENTRY_DSN === undefined
        ? null
        : { dsn: values.SENTRY_DSN, sampleRate: values.SENTRY_SAMPLE_RATE },
    clientId: values.FIRST_PARTY_CLIENT_ID,
    tokenKeys: deriveSecretKeys(secrets),
    secretDigestKeys: deriveKeys(secrets, 'one-time-secrets'),
    standInKey: deriveKeys(secrets, 'password-stand-ins')[0],
    deviceKeys: deriveKeys(secrets, 'device-cookies'),
    csrfKeys: deriveKeys(secrets, 'csrf-tokens'),
    registrationKeys: deriveKeys(secrets, 'registration-marks'),
    jobKeys: deriveKeys(secrets, 'job-payloads'),
    fingerprintKey: deriveKeys(secrets, 'device-fingerprints')[0],
    erasureKeys: erasureKeys(secrets),
  };
}

/** The keys of erasure marks, which an import into a local database needs as well. */
export function erasureKeys(secrets: Secrets) {
  return deriveKeys(secrets, 'erasure-marks');
}

// While a secret is being rotated it may be the present and a former one at once.
function toSecrets({ AUTH_SECRET: present, AUTH_SECRET_PREVIOUS: previous }: Values): Secrets {
  return [present, ...new Set(previous.filter((secret) => secret !== present))];
}

let parsed: { fingerprint: string; config: Config } | undefined;
// The runtime hands every request of an isolate the same environment, which never changes: looked at once, it is known.
const known = new WeakMap<object, Config>();

/**
 * The configuration of this environment, parsed once per isolate and set of values.
 * Throws `configuration_error` whose cause names everything that is wrong or missing; values are never repeated.
 */
export function parseConfig(env: object): Config {
  const seen = known.get(env);
  if (seen !== undefined) return seen;
  const config = parseValues(env as Record<string, unknown>);
  known.set(env, config);
  return config;
}

function parseValues(given: Record<string, unknown>): Config {
  // A setting that was left empty was not set: an empty number would otherwise be zero.
  const values = Object.fromEntries(
    Object.keys(settings).map((name) => [name, given[name] === '' ? undefined : given[name]]),
  );
  const fingerprint = JSON.stringify(values);
  if (parsed?.fingerprint === fingerprint) return parsed.config;
  const results = Object.entries(settings).map(([name, setting]) => ({
    name,
    result: setting.safeParse(values[name]),
  }));
  const right = Object.fromEntries(
    results.filter(({ result }) => result.success).map(({ name, result }) => [name, result.data]),
  );
  const issues = [
    ...results.flatMap(({ name, result }) =>
      (result.error?.issues ?? []).map(({ message }) => ({ name, message })),
    ),
    ...findContradictions(right),
  ];
  if (issues.length > 0)
    throw configurationError({
      cause: new SafeMessageError(
        issues.map(({ name, message }) => `${name}: ${message}`).join('; '),
      ),
    });
  const config = toConfig(right as Values);
  parsed = { fingerprint, config };
  return config;
}
