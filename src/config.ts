import { findContradictions } from './config/contradictions.ts';
import { derivedKeys } from './config/derived-keys.ts';
import { isPattern, valuesOfPattern } from './config/pattern-names.ts';
import { settings, type Values } from './config/settings.ts';
import { unusedSocialSecrets } from './config/social-contradictions.ts';
import { plainDemand } from './http/plain-demand.ts';
import { toProviders } from './methods/social/provider-settings.ts';
import { DAY } from './shared/clock.ts';
import { deriveKeys, type Secrets } from './shared/digest.ts';
import { defineError, SafeMessageError } from './shared/errors.ts';
import type { RelyingParty } from './webauthn/relying-party.ts';

export { settings };

export const configurationError = defineError(
  'configuration_error',
  'misconfigured',
  'The service is not configured',
);

// Words that attackers try first: the names of the service and its host.
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
    guardJurisdiction: values.GUARD_JURISDICTION ?? null,
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
    relyingParty: toRelyingParty(values),
    staffSecondFactor:
      values.STAFF_SECOND_FACTOR ??
      (values.ENVIRONMENT === 'development' ? ('optional' as const) : ('required' as const)),
    passwordHistory: values.PASSWORD_HISTORY,
    breachCheck: { mode: values.BREACH_CHECK, url: values.BREACH_CHECK_URL },
    lockout: { threshold: values.LOCKOUT_THRESHOLD, duration: values.LOCKOUT_SECONDS },
    emailVerificationRequired: values.EMAIL_VERIFICATION === 'required',
    passwordPolicy: {
      kind: values.PASSWORD_POLICY,
      minLength: values.PASSWORD_MIN_LENGTH,
      serviceWords: serviceWordsOf(values.APP_NAME, values.APP_URL),
    },
    argon2: { memoryKib: values.ARGON2_MEMORY_KIB, iterations: values.ARGON2_ITERATIONS },
    hashShares: values.IMPORTED_PASSWORD_HASHES,
    cookieMode: values.COOKIE_MODE,
    allowedOrigins: values.CORS_ALLOWED_ORIGINS,
    trustedOrigins: [new URL(values.APP_URL).origin, ...values.CORS_ALLOWED_ORIGINS],
    cronSecret: values.CRON_SECRET ?? null,
    proofNonceKeys: values.DPOP_NONCE === 'off' ? null : deriveKeys(secrets, 'dpop-nonces'),
    metricsSecret: values.METRICS_SECRET ?? null,
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
    smtp: toSmtp(values),
    mailboxSecret: values.MAILBOX_SECRET ?? null,
    sentry:
      values.SENTRY_DSN === undefined
        ? null
        : { dsn: values.SENTRY_DSN, sampleRate: values.SENTRY_SAMPLE_RATE },
    logSample: values.LOG_SAMPLE ?? (values.ENVIRONMENT === 'production' ? 0.1 : 1),
    clientId: values.FIRST_PARTY_CLIENT_ID,
    pages: toPages(values),
    ...toSocial(values),
    ...derivedKeys(secrets),
  };
}

function toSocial({ SOCIAL_PROVIDERS: list, 'SOCIAL_*_SECRET': secrets = {} }: Values) {
  return {
    socialProviders: toProviders(list, secrets),
    unusedSocialSecrets: unusedSocialSecrets(list, secrets),
  };
}

// MailHog and Mailpit, for development, know no TLS.
function toSmtp({ SMTP_URL: server, ENVIRONMENT: environment }: Values) {
  return server === undefined ? null : { server, requireTls: environment !== 'development' };
}

function toPages(values: Values) {
  const { APP_RETURN_URL: returnUrl = null, RETURN_ORIGINS: listed } = values;
  return {
    returnUrl,
    returnOrigins: [...listed, ...(returnUrl === null ? [] : [new URL(returnUrl).origin])],
    color: values.BRAND_COLOR ?? null,
    logoUrl: values.BRAND_LOGO_URL ?? null,
    supportUrl: values.SUPPORT_URL ?? null,
    termsUrl: values.TERMS_URL ?? null,
    privacyUrl: values.PRIVACY_URL ?? null,
  };
}

function toRelyingParty(values: Values): RelyingParty {
  const { origin, hostname } = new URL(values.APP_URL);
  return {
    id: values.PASSKEY_RP_ID ?? hostname,
    name: values.APP_NAME,
    origins: [...new Set([origin, ...values.PASSKEY_ORIGINS])],
  };
}

// During a rotation one secret may be both the current and a former one.
function toSecrets({ AUTH_SECRET: present, AUTH_SECRET_PREVIOUS: previous }: Values): Secrets {
  // biome-ignore lint/plugin/secret-comparison: both are the operator’s.
  return [present, ...new Set(previous.filter((secret) => secret !== present))];
}

function givenValue(name: string, given: Record<string, unknown>): unknown {
  if (isPattern(name)) return valuesOfPattern(name, given);
  return given[name] === '' ? undefined : given[name];
}

let parsed: { fingerprint: string; config: Config } | undefined;
// The runtime passes the same, immutable environment to every request of an isolate.
const known = new WeakMap<object, Config>();

/**
 * Returns the configuration of this environment, parsed once per isolate and set of values. Throws
 * `configuration_error`, whose cause names every invalid or missing setting but never a value.
 */
export function parseConfig(env: object): Config {
  const seen = known.get(env);
  if (seen !== undefined) return seen;
  const config = parseValues(env as Record<string, unknown>);
  known.set(env, config);
  return config;
}

function parseValues(given: Record<string, unknown>): Config {
  // An empty setting counts as not set: an empty number would otherwise be zero.
  const values = Object.fromEntries(
    Object.keys(settings).map((name) => [name, givenValue(name, given)]),
  );
  const fingerprint = JSON.stringify(values);
  if (parsed?.fingerprint === fingerprint) return parsed.config;
  const results = Object.entries(settings).map(([name, setting]) => ({
    name,
    result: setting.safeParse(values[name], { error: plainDemand }),
  }));
  const right = Object.fromEntries(
    results.filter(({ result }) => result.success).map(({ name, result }) => [name, result.data]),
  );
  const wrong = results.flatMap(({ name, result }) =>
    (result.error?.issues ?? []).map(({ message }) => ({ name, message })),
  );
  // What is wrong in itself is not missing as well.
  const named = new Set(wrong.map(({ name }) => name));
  const issues = [...wrong, ...findContradictions(right).filter(({ name }) => !named.has(name))];
  if (issues.length > 0)
    throw configurationError({
      detail: 'The service is not configured: its log names what is wrong or missing.',
      cause: new SafeMessageError(
        issues.map(({ name, message }) => `${name}: ${message}`).join('; '),
      ),
    });
  const config = toConfig(right as Values);
  parsed = { fingerprint, config };
  return config;
}
