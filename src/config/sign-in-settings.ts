import * as z from 'zod';
import { hashShares } from '../methods/password/hash-kinds.ts';
import { jsonText, seconds, whole } from './kinds.ts';

/** How users sign in. */
export const signInSettings = {
  EMAIL_VERIFICATION: z
    .enum(['required', 'optional'])
    .default('required')
    .describe('Whether sign-in requires a verified address.'),
  LOGIN_SECOND_FACTOR: z
    .enum(['off', 'enrolled', 'always'])
    .default('enrolled')
    .describe('Two steps: never, where set up, or always.'),
  STAFF_SECOND_FACTOR: z
    .enum(['required', 'optional'])
    .optional()
    .describe('Two factors for staff; required outside development if not set.'),
  OTP_TTL: seconds(300, 60).describe('Life of a mailed code.'),
  EMAIL_VERIFICATION_TTL: seconds(86_400, 60).describe('Life of a verification link.'),
  PASSWORD_RESET_TTL: seconds(3600, 60).describe('Life of a reset link.'),
  LOCKOUT_THRESHOLD: whole(5, 1, 100).describe('Failures in a row that lock a name.'),
  LOCKOUT_SECONDS: seconds(1800, 1).describe('How long a lock lasts.'),
};

/** Rules for passwords, and how they are hashed. */
export const passwordSettings = {
  PASSWORD_MIN_LENGTH: whole(8, 8, 64).describe('Minimum characters of a password.'),
  PASSWORD_POLICY: z
    .enum(['composition', 'length'])
    .default('composition')
    .describe('`length`: 15 of any kind (NIST SP 800-63B-4).'),
  PASSWORD_HISTORY: whole(5, 0, 24).describe('How many former passwords are rejected.'),
  BREACH_CHECK: z
    .enum(['off', 'warn', 'reject'])
    .default('off')
    .describe('Leaked passwords: `warn` by mail afterwards, or `reject`.'),
  BREACH_CHECK_URL: z
    .url()
    .default('https://api.pwnedpasswords.com/range/')
    .describe('Speaks the range protocol of Have I Been Pwned.'),
  ARGON2_MEMORY_KIB: whole(19_456, 7168, 65_536)
    .meta({ unit: 'KiB' })
    .describe('Memory of a password hash.'),
  ARGON2_ITERATIONS: whole(2, 1, 10).describe(
    'Passes of a hash; weaker hashes are renewed at sign-in.',
  ),
  IMPORTED_PASSWORD_HASHES: z
    .string()
    .default('{}')
    .pipe(jsonText)
    .pipe(hashShares)
    .meta({ takes: 'JSON: shares by kind' })
    .describe('What unknown names cost; `import-users` prints it.'),
};
