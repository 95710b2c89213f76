import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { Success } from '../guard/guard-calls.ts';
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
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { signInOvertaken } from './errors.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { assertMaySignIn } from './may-sign-in.ts';
import { createEndEvicted, endReplacedStatements, findBorneSession } from './replace-session.ts';
import type { ReportNewDevice } from './report-new-device.ts';
import type { NewSession } from './session.ts';
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
  clock: Clock;
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

function successOf({ lane, name, charged }: StartSessionInput): { success?: Success } {
  if (lane === undefined) return {};
  const named = name === undefined ? {} : { name };
  return { success: { lane, ...named, ...(charged === undefined ? {} : { charged }) } };
}

function describeSession(
  { clock, random, ttl, fingerprintKey }: StartSessionDeps,
  { user, remember, amr, deviceName, client }: StartSessionInput,
): NewSession {
  const now = clock();
  const { ipAddress, userAgent, city, country, languages } = client;
  const device = parseDevice(userAgent);
  // Stable traits alone: nothing that a page would have to measure, and nothing that an update of the browser changes.
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

export type StartSession = (
  input: StartSessionInput,
) => Promise<{ tokens: IssuedTokens; user: User }>;

/** {@link startSession} with its dependencies. */
export const createStartSession =
  (deps: StartSessionDeps): StartSession =>
  (input) =>
    startSession(deps, input);

/**
 * Starts a session: every way to sign in ends here. Writes it to the guard and to D1 in parallel and signs
 * its tokens. If either write fails, nothing is returned and the client may retry. A session of the same
 * account that the browser still holds is replaced; one session too many ends the one that was idle
 * longest; the owner is notified of a new device or country. Throws `account_disabled`, `email_not_verified`, `storage_unavailable`.
 */
export async function startSession(
  deps: StartSessionDeps,
  input: StartSessionInput,
): Promise<{ tokens: IssuedTokens; user: User }> {
  const { guards, jwt, random, ttl } = deps;
  const { user, amr, delivery } = input;
  const session = describeSession(deps, input);
  const { id: sessionId, createdAt: now, expiresAt } = session;
  assertMaySignIn(user, { emailVerificationRequired: deps.emailVerificationRequired, now });
  const jti = random.uuid();
  const traits = { authTime: now, amr, delivery };
  const principal = { roles: user.roles, emailVerified: user.emailVerifiedAt !== null };
  const token = {
    ...traits,
    ...principal,
    userId: user.id,
    sessionId,
    jti,
    issuedAt: now,
    expiresAt,
  };
  const { rolesChangedAt, signInEpoch: epoch } = user;
  const replaced = await findBorneSession(jwt, input);
  const chain = {
    ...{ sessionId, jti, now, expiresAt, traits, principal, rolesChangedAt, epoch },
    ...(replaced === null ? {} : { replaces: replaced }),
    ...successOf(input),
    maxSessions: deps.maxSessions,
  };

  const [tokens, chainOpened, [[history], inserted]] = await Promise.all([
    issueTokens(jwt, { ...token, accessJti: random.uuid(), now, accessTtl: ttl.access }),
    guards.open(user.id, chain),
    write(deps, session, input, replaced),
  ]);

  if (!chainOpened.opened || inserted.length === 0) {
    await guards.end(user.id, [sessionId], 'overtaken');
    throw signInOvertaken();
  }
  await createEndEvicted(deps)(user.id, chainOpened.evicted);
  if (history !== undefined) reportSignIn(deps, input, session, history);
  return { tokens, user: { ...user, lastLoginAt: now } };
}

function write(
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

type SignInHistory = Parameters<ReportNewDevice>[0]['history'];

function reportSignIn(
  { defer, reportNewDevice, devices }: StartSessionDeps,
  { user, delivery, client }: StartSessionInput,
  { id: sessionId, createdAt: at }: NewSession,
  history: SignInHistory,
): void {
  const knownDevice = devices.verify(user, client.bears?.devices[user.id] ?? null) !== null;
  const signIn = { user, sessionId, history, knownDevice, delivery, client, at };
  defer(reportNewDevice(signIn), 'sign_in_not_noted');
}
