import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { TokenDelivery } from '../guard/guard-state.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Random } from '../shared/random.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { signInOvertaken } from './errors.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { assertMaySignIn } from './may-sign-in.ts';
import type { SessionStore } from './session-store.ts';

export type StartSessionDeps = {
  db: Database;
  users: UserStore;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  /** Durations in milliseconds. */
  ttl: { access: number; session: number; remembered: number };
  emailVerificationRequired: boolean;
};

export type StartSessionInput = {
  user: User;
  /** How the user proved who they are (RFC 8176). */
  amr: string[];
  remember: boolean;
  delivery: TokenDelivery;
  deviceName: string | null;
  client: ClientInfo;
  /** The lockout lane that this success clears, for a sign-in that was charged to one. */
  lane?: string;
};

/** Starts a session: every way to sign in ends here. */
export type StartSession = (input: StartSessionInput) => Promise<{ tokens: IssuedTokens; user: User }>;

/**
 * Writes the session to the guard and to D1 at once and signs its tokens. If either write fails nothing was handed out
 * and the client may try again. Throws `account_disabled`, `email_not_verified`, `storage_unavailable`.
 */
export function createStartSession(deps: StartSessionDeps): StartSession {
  const { db, users, sessions, audit, guards, jwt, clock, random, ttl } = deps;
  return async function startSession({ user, amr, remember, delivery, deviceName, client, lane }) {
    assertMaySignIn(user, deps);
    const now = clock();
    const sessionId = random.uuidAt(now);
    const jti = random.uuid();
    const expiresAt = now + (remember ? ttl.remembered : ttl.session);
    const traits = { authTime: now, amr, delivery };
    const principal = {
      roles: user.roles,
      emailVerified: user.emailVerifiedAt !== null,
    };
    const { ipAddress, userAgent, city, country } = client;

    const [tokens, opened, [inserted]] = await Promise.all([
      issueTokens(jwt, {
        ...traits,
        ...principal,
        userId: user.id,
        sessionId,
        jti,
        issuedAt: now,
        expiresAt,
        accessJti: random.uuid(),
        now,
        accessTtl: ttl.access,
      }),
      guards.open(user.id, {
        sessionId,
        jti,
        now,
        expiresAt,
        traits,
        principal,
        epoch: user.passwordChangedAt ?? 0,
        ...(lane === undefined ? {} : { lane }),
      }),
      runBatch(db, [
        sessions.insertStatement(
          {
            id: sessionId,
            userId: user.id,
            deviceName,
            userAgent,
            ipAddress,
            city,
            country,
            amr,
            createdAt: now,
            expiresAt,
          },
          user.passwordChangedAt,
        ),
        users.recordSignInStatement(user.id, now),
        audit.recordWhenStatement(
          { type: 'session.started', userId: user.id, sessionId, origin: client, metadata: { amr: amr.join(' ') }, at: now },
          sessions.isLiveCondition(sessionId, user.id),
        ),
      ]),
    ]);
    if (!opened || (inserted as unknown[]).length === 0) {
      await guards.end(user.id, [sessionId], 'password_changed');
      throw signInOvertaken();
    }
    return { tokens, user: { ...user, lastLoginAt: now } };
  };
}
