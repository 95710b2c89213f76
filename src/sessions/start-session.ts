import type { OpenChain, Opened, Success } from '../guard/guard-calls.ts';
import type { NewSession } from '../guard/session.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import { parseDevice } from '../http/device.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import { keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { toAccountView, type User } from '../users/user.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { signInOvertaken } from './errors.ts';
import { findBorneSession } from './find-borne-session.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { assertMaySignIn } from './may-sign-in.ts';
import type { ReadSessions } from './read-sessions.ts';
import type { ReportNewDevice } from './report-new-device.ts';
import type { SignInOptions } from './sign-in-options.ts';
import { type TellDirectoryDeps, takeBack, tellDirectory } from './tell-directory.ts';

export type StartSessionDeps = TellDirectoryDeps & {
  jwt: Jwt;
  settleAccount: SettleAccount;
  readSessions: ReadSessions;
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
 * Starts a session: every way to sign in ends here. The guard keeps it, records it, and tells
 * D1 later; if the guard does not answer, no token is handed out and the client may retry.
 * Replaces a session of the same account that the browser still holds, ends the longest idle one if
 * there are too many, and notifies the owner of a new device or country. Throws `account_disabled`,
 * `account_locked`, `email_not_verified`; `invalid_credentials` if all sessions ended during the
 * sign-in; `storage_unavailable`.
 */
export async function startSession(
  deps: StartSessionDeps,
  input: StartSessionInput,
): Promise<{ tokens: IssuedTokens; user: User }> {
  const { jwt, random, ttl, emailVerificationRequired } = deps;
  const { user } = input;
  const session = describeSession(deps, input);
  const { id: sessionId, createdAt: now } = session;
  assertMaySignIn(user, { emailVerificationRequired, now });
  const chain = toChain(deps, session, input);
  const replaced = await findBorneSession(jwt, input);

  const [tokens, opened, told] = await Promise.all([
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
    tellDirectory(deps, session, input),
  ]);

  if (!opened.opened || !told) {
    await takeBack(deps, session, input.client);
    throw signInOvertaken();
  }
  const signIn = { userId: user.id, client: input.client, at: now };
  if (opened.fromNew) deps.defer(deps.reportNewDevice(signIn), 'sign_in_not_noted');
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

/** The session as the guard opens it. */
function toChain(
  { devices, random, trails }: StartSessionDeps,
  session: NewSession,
  { user, delivery, factors, client }: StartSessionInput,
) {
  const { id: sessionId, createdAt: now, expiresAt, amr } = session;
  return {
    sessionId,
    jti: random.uuid(),
    now,
    expiresAt,
    traits: { authTime: now, amr, delivery },
    user: toAccountView(user),
    from: 'primary' as const,
    session,
    factors,
    knownDevice: devices.verify(user, client.bears?.devices[user.id] ?? null) !== null,
    trail: trails(user.id, client),
  };
}

/**
 * Opens the session at the guard. If the row is stale, judges by the primary's, once; a guard that
 * does not know earlier sessions is taught them, once.
 */
async function open(
  deps: StartSessionDeps,
  { user }: StartSessionInput,
  chain: Omit<OpenChain, 'wall'>,
): Promise<Opened> {
  const { guards, settleAccount, readSessions, wall } = deps;
  const ask = (asked: Omit<OpenChain, 'wall'>) => guards.open(user.id, { ...asked, wall: wall() });
  const first = await ask(chain);
  if (first.opened || first.why === 'overtaken' || first.why === 'restored') return first;
  if (first.why === 'untaught') {
    await readSessions.teach(user.id);
    return ask(chain);
  }
  const current = await settleAccount(user.id);
  if (current === null || !isSameStanding(current, user)) return { ...first, why: 'overtaken' };
  return ask({ ...chain, user: toAccountView(current), from: 'primary' });
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
