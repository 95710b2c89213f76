import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { parseDevice } from '../http/device.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { BreachGuard } from '../methods/password/breach-guard.ts';
import type { PasswordHasher } from '../methods/password/password-hasher.ts';
import { assertPasswordPolicy, type PasswordPolicy } from '../methods/password/password-policy.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import { usernameTaken } from '../users/errors.ts';
import { normalizeEmail, normalizeUsername } from '../users/identifiers.ts';
import type { RegistrationStore } from '../users/registration-store.ts';
import type { UserStore } from '../users/user-store.ts';
import { registrationJob } from './registration-job.ts';

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
  termsAccepted: boolean;
  privacyPolicyAccepted: boolean;
  client: ClientInfo;
};

export type Register = ReturnType<typeof createRegister>;

/**
 * Adds a user, or does the same work for an address that is taken: its owner learns of it by mail, the caller never.
 * Throws `password_too_weak`, `password_breached`, `username_taken`, `storage_unavailable`; after the last the whole may be tried again.
 */
export function createRegister({
  registrations,
  users,
  audit,
  hasher,
  breaches,
  policy,
  enqueue,
  clock,
  random,
  log,
}: RegisterDeps) {
  return async function register({
    client,
    ...input
  }: RegisterInput): Promise<{ userId: string; email: string }> {
    const { email, username, firstName, lastName, displayName } = input;
    await assertPasswordPolicy(
      input.password,
      policy,
      { email, username, names: [firstName, lastName, displayName] },
      'password',
    );
    await breaches.assertClean({
      password: input.password,
      field: 'password',
      userId: null,
      client,
    });

    const now = clock();
    const id = random.uuidAt(now);
    const emailNormalized = normalizeEmail(email);
    const passwordHash = await hasher.hash(input.password);
    const registered = {
      type: 'user.registered',
      userId: id,
      origin: client,
      at: now,
    } as const;
    const result = await registrations.register(
      {
        id,
        email,
        emailNormalized,
        username,
        usernameNormalized: username === null ? null : normalizeUsername(username),
        passwordHash,
        firstName,
        lastName,
        displayName,
        timezone: input.timezone,
        termsAcceptedAt: input.termsAccepted ? now : null,
        privacyPolicyAcceptedAt: input.privacyPolicyAccepted ? now : null,
        registeredBrowser: parseDevice(client.userAgent).browser,
        registeredCountry: client.country,
        createdAt: now,
      },
      [audit.recordWhenStatement(registered, users.existsCondition(id))],
    );
    if (result.usernameTaken)
      throw usernameTaken({
        errors: [{ field: 'username', code: 'taken', message: 'This username is taken.' }],
      });

    await enqueue(registrationJob, {
      userId: id,
      email,
      from: describeClient(client),
    }).catch(async (error: unknown) => {
      // Without its mail the registration is worth nothing; taken back, it can be repeated, username and all.
      await registrations
        .removeUnused(id)
        .catch((failure: unknown) => log.error('registration_not_taken_back', failure));
      throw error;
    });
    await breaches.checkLater({ password: input.password, userId: id, passwordHash });
    return { userId: id, email };
  };
}
