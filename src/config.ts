import * as z from 'zod';
import { SECOND } from './shared/clock.ts';
import { deriveKey } from './shared/digest.ts';
import { defineError } from './shared/errors.ts';
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

/** A secret that still holds what the example file holds. */
const isPlaceholder = (value: string) => /^(generate|change|placeholder|secret|example|xxx)/i.test(value);

/** Every setting: its rule, its default, one sentence. Durations are seconds in the environment, milliseconds once parsed. */
export const settings = {
  ENVIRONMENT: z.enum(['development', 'staging', 'production']).describe('Where this runs; development alone has the mailbox.'),
  APP_NAME: z.string().min(1).default('Latchkey').describe('The name that mails and pages show.'),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where people reach the service; mailed links begin with it.'),
  JWT_KEYS: jsonText.pipe(jwkSetSchema).describe('JWK Set of private keys: the first signs, all verify.'),
  AUTH_SECRET: z.string().min(32).describe('At least 32 random characters; the keys for one-time secrets are derived from it.'),
  JWT_ISSUER: z.string().min(1).optional().describe('The `iss` of tokens; APP_URL if not set.'),
  JWT_AUDIENCE: z.string().min(1).optional().describe('The `aud` of tokens; APP_URL if not set.'),
  ACCESS_TOKEN_TTL: seconds(900).describe('Life of an access token in seconds.'),
  REFRESH_TOKEN_TTL: seconds(604_800).describe('Life of a session in seconds.'),
  REFRESH_TOKEN_TTL_REMEMBER: seconds(1_209_600).describe('Life of a session with `remember_me` in seconds.'),
  REFRESH_GRACE_SECONDS: seconds(30, 0).describe('How long a retired refresh token is still answered with the current one.'),
  OTP_TTL: seconds(300, 60).describe('Life of a mailed code in seconds.'),
  PASSWORD_RESET_TTL: seconds(3600, 60).describe('Life of a password reset link in seconds.'),
  EMAIL_VERIFICATION_TTL: seconds(86_400, 60).describe('Life of a verification link in seconds.'),
  EMAIL_VERIFICATION: z.enum(['required', 'optional']).default('required').describe('Whether signing in waits for a verified address.'),
  LOGIN_SECOND_FACTOR: z
    .enum(['off', 'enrolled', 'always'])
    .default('enrolled')
    .describe('Whether a right password is followed by a mailed code: never, for those who switched it on, or always.'),
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(8).max(64).default(8).describe('Fewest characters of a password.'),
  PASSWORD_POLICY: z
    .enum(['composition', 'length'])
    .default('composition')
    .describe('Kinds of characters, or length alone as NIST SP 800-63B-4 asks (15 without a second factor).'),
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
    .describe('Whether new passwords are looked up among leaked ones: not, after the answer with a mail, or before it with a refusal.'),
  BREACH_CHECK_URL: z
    .url()
    .default('https://api.pwnedpasswords.com/range/')
    .describe('A range service that speaks the protocol of Have I Been Pwned.'),
  LOCKOUT_THRESHOLD: z.coerce.number().int().min(1).max(100).default(5).describe('Failures in a row that lock a name.'),
  LOCKOUT_SECONDS: seconds(1800, 1).describe('How long a lock lasts in seconds.'),
  ARGON2_MEMORY_KIB: z.coerce.number().int().min(7168).max(65_536).default(19_456).describe('Memory of a password hash in KiB.'),
  ARGON2_ITERATIONS: z.coerce.number().int().min(1).max(10).default(2).describe('Passes of a password hash.'),
  EMAIL_PROVIDER: z
    .enum(['mailbox', 'cloudflare'])
    .default('mailbox')
    .describe('How mail leaves; the mailbox is for development and staging.'),
  EMAIL_FROM: z.string().min(3).default('Latchkey <no-reply@localhost>').describe('The sender of mails.'),
};

const schema = z.object(settings).superRefine((values, context) => {
  const refuse = (name: keyof typeof settings, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  // OWASP Password Storage Cheat Sheet: the cheapest of its equivalent Argon2id settings is 7 MiB and 5 passes.
  if (values.ARGON2_MEMORY_KIB * values.ARGON2_ITERATIONS < 7168 * 5)
    refuse('ARGON2_ITERATIONS', "is below OWASP's parameters for this memory");
  if (values.ENVIRONMENT === 'development') return;
  if (isPlaceholder(values.AUTH_SECRET)) refuse('AUTH_SECRET', 'is a placeholder');
  if (values.ENVIRONMENT === 'production' && values.EMAIL_PROVIDER === 'mailbox')
    refuse('EMAIL_PROVIDER', 'mailbox sends nothing: choose a provider');
  if (values.ENVIRONMENT === 'production' && !values.APP_URL.startsWith('https://')) refuse('APP_URL', 'must be https');
});

export const configurationError = defineError('configuration_error', 'misconfigured', 'The service is not configured');

/** The parsed settings under the names of the code. Durations in milliseconds. */
export type Config = ReturnType<typeof toConfig>;

function toConfig(values: z.infer<typeof schema>) {
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
    },
    argon2: {
      memoryKib: values.ARGON2_MEMORY_KIB,
      iterations: values.ARGON2_ITERATIONS,
    },
    emailProvider: values.EMAIL_PROVIDER,
    emailFrom: values.EMAIL_FROM,
    secretDigestKey: deriveKey(values.AUTH_SECRET, 'one-time-secrets'),
    deviceKey: deriveKey(values.AUTH_SECRET, 'device-cookies'),
    jobKey: deriveKey(values.AUTH_SECRET, 'job-payloads'),
  };
}

let parsed: { fingerprint: string; config: Config } | undefined;

/**
 * The configuration of this environment, parsed once per isolate and set of values.
 * Throws `configuration_error` whose cause names everything that is wrong or missing; values are never repeated.
 */
export function parseConfig(env: object): Config {
  const values = env as Record<string, unknown>;
  const fingerprint = JSON.stringify(Object.keys(settings).map((name) => values[name]));
  if (parsed?.fingerprint === fingerprint) return parsed.config;
  const result = schema.safeParse(values);
  if (!result.success)
    throw configurationError({
      cause: new Error(listIssues(result.error.issues)),
    });
  const config = toConfig(result.data);
  parsed = { fingerprint, config };
  return config;
}

function listIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('; ');
}
