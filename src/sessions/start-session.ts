import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { OpenChain, Opened, Success } from '../guard/guard-calls.ts';
import type { NewSession } from '../guard/session.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import { parseDevice } from '../http/device.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Defer } from '../shared/defer.ts';
import { keyedDigest } from '../shared/digest.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { FactorStore } from '../users/factor-store.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { signInOvertaken } from './errors.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { assertMaySignIn } from './may-sign-in.ts';
import { endEvicted, endReplacedStatements, findBorneSession } from './replace-session.ts';
import type { ReportNewDevice, SignInHistory } from './report-new-device.ts';
import type { SessionStore } from './session-store.ts';
import type { SignInOptions } from './sign-in-options.ts';

export type StartSessionDeps = {
  db: Database;
  users: UserStore;
  factors: FactorStore;
  sessions: SessionStore;
  audit: AuditStore;
  guards: AccountGuards;
  jwt: Jwt;
  settleAccount: SettleAccount;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
  random: Random;
  /** Durations in milliseconds. */
  ttl: { access: number; session: number; remembered: number };
  emailVerificationRequired: boolean;
  maxSessions: number;
  fingerprintKey: Uint8Array;
  devices: DeviceCookies;
  reportNewDevice: ReportNewDevice;
  enqueue: EnqueueJob;
  log: Log;
  defer: Defer;
};

export type StartSessionInput = SignInOptions & {
  user: User;
  /** How the user proved who they are (RFC 8176). */
  amr: string[];
  /** The kinds of the user's second factors that were used for it. */
  factors: string[];
} & Partial<Success>;

/** {@link startSession} with its dependencies. */
export const createStartSession = (deps: StartSessionDeps) => (input: StartSessionInput) =>
  startSession(deps, input);
export type StartSession = ReturnType<typeof createStartSession>;

/**
 * Starts a session: every way to sign in ends here. Writes it to the guard and to D1 at once and
 * signs its tokens; if either write fails, no token is handed out and the client may retry.
 * Replaces a session of the same account that the browser still holds, ends the longest idle one if
 * there are too many, and notifies the owner of a new device or country. Throws `account_disabled`,
 * `account_locked`, `email_not_verified`; `invalid_credentials` if all sessions ended during the
 * sign-in; `storage_unavailable`.
 */
export async function startSession(
  deps: StartSessionDeps,
  input: StartSessionInput,
): Promise<{ tokens: IssuedTokens; user: User }> {
  const { guards, jwt, random, ttl, emailVerificationRequired } = deps;
  const { user } = input;
  const session = describeSession(deps, input);
  const { id: sessionId, createdAt: now } = session;
  assertMaySignIn(user, { emailVerificationRequired, now });
  const chain = toChain(session, input, random.uuid());
  const replaced = await findBorneSession(jwt, input);

  const [tokens, chainOpened, [[history], inserted]] = await Promise.all([
    issueTokens(jwt, {
      ...chain.traits,
      roles: user.roles,
      emailVerified: user.emailVerifiedAt !== null,
      userId: user.id,
      sessionId,
      jti: chain.jti,
      issuedAt: now,
      expiresAt: session.expiresAt,
      accessJti: random.uuid(),
      now,
      accessTtl: ttl.access,
    }),
    open(deps, input, {
      ...chain,
      ...(replaced === null ? {} : { replaces: replaced }),
      ...successOf(input),
      maxSessions: deps.maxSessions,
    }),
    writeSession(deps, session, input, replaced),
  ]);

  if (!chainOpened.opened || inserted.length === 0) {
    await guards.end(user.id, [sessionId], 'overtaken');
    throw signInOvertaken();
  }
  await endEvicted(deps, user.id, chainOpened.evicted);
  if (history !== undefined) reportSignIn(deps, session, input, history);
  return { tokens, user: { ...user, lastLoginAt: now } };
}

function describeSession(
  { clock, random, ttl, fingerprintKey }: StartSessionDeps,
  { user, remember, amr, deviceName, client }: StartSessionInput,
): NewSession {
  const now = clock();
  const { ipAddress, userAgent, city, country, languages } = client;
  const device = parseDevice(userAgent);
  // Only stable traits: none that a page must measure, none that a browser update changes.
  const deviceFingerprint = keyedDigest(
    fingerprintKey,
    device.browser ?? '',
    device.os ?? '',
    device.deviceType ?? '',
    languages ?? '',
  );
  const where = { ipAddress, userAgent, city, country };
  const expiresAt = now + (remember ? ttl.remembered : ttl.session);
  return {
    id: random.uuidAt(now),
    userId: user.id,
    deviceName,
    deviceFingerprint,
    ...device,
    ...where,
    amr,
    createdAt: now,
    expiresAt,
  };
}

/** The session's chain of refresh tokens, as the guard opens it. */
function toChain(session: NewSession, { user, delivery }: StartSessionInput, jti: string) {
  const { id: sessionId, createdAt: now, expiresAt, amr } = session;
  return {
    sessionId,
    jti,
    now,
    expiresAt,
    traits: { authTime: now, amr, delivery },
    user: toAccountView(user),
    from: 'primary' as const,
  };
}

/** Opens the session at the guard. If the row is stale, judges by the primary's, once. */
async function open(
  { guards, settleAccount, wall }: StartSessionDeps,
  { user }: StartSessionInput,
  chain: Omit<OpenChain, 'wall'>,
): Promise<Opened> {
  const opened = await guards.open(user.id, { ...chain, wall: wall() });
  if (opened.opened || opened.why !== 'stale') return opened;
  const current = await settleAccount(user.id);
  if (current === null || !isSameStanding(current, user)) return { ...opened, why: 'overtaken' };
  const again = { ...chain, user: toAccountView(current), from: 'primary' as const };
  return guards.open(user.id, { ...again, wall: wall() });
}

/** Whether a sign-in judged by one row would have been judged alike by the other. */
function isSameStanding(current: User, judged: User): boolean {
  const standing = (user: User) => [
    user.passwordHash,
    user.signInEpoch,
    user.status,
    user.lockedUntil,
    user.emailNormalized,
    user.emailVerifiedAt,
    user.username,
    user.factors.toSorted(),
  ];
  return JSON.stringify(standing(current)) === JSON.stringify(standing(judged));
}

function successOf({ lane, name, charged }: StartSessionInput): { success?: Success } {
  if (lane === undefined) return {};
  const named = name === undefined ? {} : { name };
  return { success: { lane, ...named, ...(charged === undefined ? {} : { charged }) } };
}

function writeSession(
  deps: StartSessionDeps,
  session: NewSession,
  { user, factors, client }: StartSessionInput,
  replaced: string | null,
) {
  const { db, users, sessions, audit } = deps;
  const { id: sessionId, createdAt: now, amr, deviceFingerprint, country } = session;
  const started = {
    type: 'session.started',
    userId: user.id,
    sessionId,
    origin: client,
    metadata: { amr: amr.join(' ') },
    at: now,
  } as const;
  return runBatch(db, [
    sessions.signInHistoryStatement(user.id, deviceFingerprint, country),
    sessions.insertStatement(session, user.signInEpoch),
    users.recordSignInStatement(user.id, now),
    ...(factors.length === 0 ? [] : [deps.factors.recordUseStatement(user.id, factors, now)]),
    audit.recordWhenStatement(started, sessions.isLiveCondition(sessionId, user.id)),
    ...(replaced === null ? [] : endReplacedStatements(deps, { user, client, replaced, now })),
  ]);
}

function reportSignIn(
  { devices, reportNewDevice, defer }: StartSessionDeps,
  { id: sessionId, createdAt: at }: NewSession,
  { user, delivery, client }: StartSessionInput,
  history: SignInHistory,
): void {
  const knownDevice = devices.verify(user, client.bears?.devices[user.id] ?? null) !== null;
  const signIn = { user, sessionId, history, knownDevice, delivery, client, at };
  defer(reportNewDevice(signIn), 'sign_in_not_noted');
}
