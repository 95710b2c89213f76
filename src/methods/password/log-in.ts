import type { AuditStore } from '../../audit/audit-store.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { normalizeEmail, normalizeUsername } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { invalidCredentials } from './errors.ts';
import type { PasswordHasher } from './password-hasher.ts';

export type LogInDeps = {
  users: UserStore;
  audit: AuditStore;
  hasher: PasswordHasher;
  startSession: StartSession;
  clock: Clock;
  log: Log;
  defer: (work: Promise<unknown>) => void;
};

export type LogInInput = {
  /** An address or a username. */
  identifier: string;
  password: string;
  remember: boolean;
  deviceName: string | null;
  delivery: TokenDelivery;
  client: ClientInfo;
};

export type LogIn = ReturnType<typeof createLogIn>;

/**
 * Signs in by password. An unknown name costs the same hash as a known one. Throws `invalid_credentials`, and after a
 * right password `account_disabled` or `email_not_verified`; `storage_unavailable`.
 */
export function createLogIn({ users, audit, hasher, startSession, clock, log, defer }: LogInDeps) {
  const afterwards = (work: Promise<unknown>) => defer(work.catch((error: unknown) => log.error('sign_in_follow_up_failed', error)));

  async function rehash(user: User & { passwordHash: string }, password: string): Promise<void> {
    await users.rehash(user.id, user.passwordHash, await hasher.hash(password));
  }

  return async function logIn({ identifier, password, remember, deviceName, delivery, client }: LogInInput) {
    const user = identifier.includes('@')
      ? await users.findByEmail(normalizeEmail(identifier))
      : await users.findByUsername(normalizeUsername(identifier));
    const check = await hasher.verify(password, user?.passwordHash ?? null);
    if (user === null || !check.matches) {
      afterwards(
        audit.record({
          type: 'session.sign_in_failed',
          userId: user?.id ?? null,
          actorId: null,
          origin: client,
          at: clock(),
        }),
      );
      throw invalidCredentials();
    }
    const session = await startSession({
      user,
      amr: ['pwd'],
      remember,
      delivery,
      deviceName,
      client,
    });
    if (check.outdated && user.passwordHash !== null) afterwards(rehash({ ...user, passwordHash: user.passwordHash }, password));
    return session;
  };
}
