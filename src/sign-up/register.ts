import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { parseDevice } from '../http/device.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { BreachGuard } from '../methods/password/breach-guard.ts';
import type { PasswordHasher } from '../methods/password/password-hasher.ts';
import { assertPasswordPolicy, type PasswordPolicy } from '../methods/password/password-policy.ts';
import type { Clock } from '../shared/clock.ts';
import { type Log, orLog } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import { usernameTaken } from '../users/errors.ts';
import { normalizeEmail, normalizeUsername } from '../users/identifiers.ts';
import type { RegistrationStore } from '../users/registration-store.ts';
import type { NewUser, UserStore } from '../users/user-store.ts';
import { askedLanguage } from '../words/asked-language.ts';
import { type RegistrationPayload, registrationJob } from './registration-job.ts';

export type RegisterDeps = {
  registrations: RegistrationStore;
  users: UserStore;
  audit: AuditStore;
  hasher: PasswordHasher;
  breaches: BreachGuard;
  policy: PasswordPolicy;
  enqueue: EnqueueJob;
  clock: Clock;
  random: Random;
  log: Log;
};

export type RegisterInput = {
  email: string;
  password: string;
  username: string | null;
  firstName: string;
  lastName: string;
  displayName: string;
  timezone: string;
  locale: string | null;
  termsAccepted: boolean;
  privacyPolicyAccepted: boolean;
  /** Where the registrant wants to go once the address is verified; null for the account. */
  returnTo: string | null;
  client: ClientInfo;
};

export type Register = ReturnType<typeof createRegister>;

type Registered = { userId: string; email: string };

/**
 * Registers a user. For a taken address it does the same work and returns the same; only the owner
 * of the address is notified, by mail. Throws `password_too_weak`, `password_breached`,
 * `username_taken`, `storage_unavailable`; after the last, the registration can be retried.
 */
export async function register(
  deps: RegisterDeps,
  { client, ...input }: RegisterInput,
): Promise<Registered> {
  const { registrations, users, audit, hasher, clock, random } = deps;
  await assertAcceptable(deps, { client, ...input });

  const now = clock();
  const id = random.uuidAt(now);
  const passwordHash = await hasher.hash(input.password);
  const registered = { type: 'user.registered', userId: id, origin: client, at: now } as const;
  const user = toNewUser({ client, ...input }, { id, passwordHash, now });
  const event = audit.recordWhenStatement(registered, users.existsCondition(id));
  const result = await registrations.register(user, [event]);
  if (result.usernameTaken)
    throw usernameTaken({
      errors: [{ field: 'username', code: 'taken', message: 'This username is taken.' }],
    });

  const { email, returnTo, locale } = input;
  const language = locale ?? askedLanguage(client);
  const from = describeClient(client);
  await queueMail(deps, { userId: id, email, from, returnTo, language });
  await deps.breaches.checkLater({ password: input.password, userId: id, passwordHash });
  return { userId: id, email };
}

/** Binds {@link register} to its dependencies. */
export const createRegister =
  (deps: RegisterDeps) =>
  (input: RegisterInput): Promise<Registered> =>
    register(deps, input);

async function assertAcceptable(
  { policy, breaches }: RegisterDeps,
  { email, username, firstName, lastName, displayName, password, client }: RegisterInput,
): Promise<void> {
  const clues = { email, username, names: [firstName, lastName, displayName] };
  await assertPasswordPolicy(password, policy, clues, 'password');
  await breaches.assertClean({ password, field: 'password', userId: null, client });
}

function toNewUser(
  input: RegisterInput,
  { id, passwordHash, now }: { id: string; passwordHash: string; now: number },
): NewUser {
  const { email, username, firstName, lastName, displayName, timezone, locale, client } = input;
  return {
    id,
    email,
    emailNormalized: normalizeEmail(email),
    username,
    usernameNormalized: username === null ? null : normalizeUsername(username),
    passwordHash,
    firstName,
    lastName,
    displayName,
    timezone,
    locale,
    termsAcceptedAt: input.termsAccepted ? now : null,
    privacyPolicyAcceptedAt: input.privacyPolicyAccepted ? now : null,
    registeredBrowser: parseDevice(client.userAgent).browser,
    registeredCountry: client.country,
    createdAt: now,
  };
}

async function queueMail(
  { enqueue, registrations, log }: RegisterDeps,
  payload: RegistrationPayload,
): Promise<void> {
  await enqueue(registrationJob, payload).catch(async (error: unknown) => {
    // Useless without its mail; removing it frees the username, so that the user can retry.
    const removal = registrations.removeUnused(payload.userId);
    await orLog(log, 'registration_not_taken_back', removal);
    throw error;
  });
}
