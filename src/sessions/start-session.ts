import type { Opened, UsedIdentity } from '../guard/guard-calls.ts';
import type { NewSession } from '../guard/session.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import { StaleRow } from '../guard/stale-row.ts';
import type { Success } from '../guard/try-calls.ts';
import type { ReadRow } from '../guard/versions.ts';
import { describeClient } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { toAccountView, type User } from '../users/user.ts';
import { describeSession } from './describe-session.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { signInOvertaken } from './errors.ts';
import { findBorneSession } from './find-borne-session.ts';
import { type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { assertMaySignIn } from './may-sign-in.ts';
import { openSession } from './open-session.ts';
import { originDigest } from './origin-digest.ts';
import type { ReadSessions } from './read-sessions.ts';
import type { ReportNewDevice } from './report-new-device.ts';
import type { SignInOptions } from './sign-in-options.ts';
import { type TellDirectoryDeps, tellDirectory } from './tell-directory.ts';

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
  /** Mails a link to a new password. */
  mailResetLink: (to: { email: string; from: string }) => Promise<void>;
  log: Log;
  defer: Defer;
};

export type StartSessionInput = SignInOptions & {
  user: User;
  /** How the user proved who they are (RFC 8176). */
  amr: string[];
  /** The same by their names here, which tell apart what `amr` does not. */
  proofs: string[];
  /** Second factors that were used: ids, or kinds of which there is but one. */
  factors: string[];
  identity?: UsedIdentity | undefined;
  /** Where the user was read; by default at the primary. */
  from?: ReadRow['from'];
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
 * sign-in; `storage_unavailable`, also while a change of the account is not decided.
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

  const [tokens, opened] = await Promise.all([
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
    openSession(deps, user, {
      ...chain,
      ...(replaced === null ? {} : { replaces: replaced }),
      ...successOf(input),
      maxSessions: deps.maxSessions,
    }),
  ]);
  if (!opened.opened) throw refused(deps, input, opened.why);
  // The guard first: D1 never has a session that no guard knows.
  if (!(await tellDirectory(deps, session, input))) throw overtaken(input);
  const signIn = { userId: user.id, client: input.client, at: now };
  if (opened.fromNew) deps.defer(deps.reportNewDevice(signIn), 'sign_in_not_noted');
  return { tokens, user: { ...user, lastLoginAt: now } };
}

/** The session as the guard opens it. */
function toChain(
  { devices, random, trails, fingerprintKey }: StartSessionDeps,
  session: NewSession,
  { user, delivery, proofs, factors, identity, client, from }: StartSessionInput,
) {
  const { id: sessionId, createdAt: now, expiresAt, amr } = session;
  return {
    sessionId,
    jti: random.uuid(),
    now,
    expiresAt,
    traits: { authTime: now, amr, proofs, ...(identity && { identity }), delivery },
    user: toAccountView(user),
    from: from ?? 'primary',
    origin: originDigest(fingerprintKey, session),
    session,
    factors,
    ...(identity && { identity }),
    knownDevice: devices.verify(user, client.bears?.devices[user.id] ?? null) !== null,
    trail: trails(user.id, client),
  };
}

function successOf({ lane, name, charged }: StartSessionInput): { success?: Success } {
  if (lane === undefined) return {};
  const named = name === undefined ? {} : { name };
  return { success: { lane, ...named, ...(charged === undefined ? {} : { charged }) } };
}

function refused(
  deps: StartSessionDeps,
  input: StartSessionInput,
  why: Extract<Opened, { opened: false }>['why'],
): Error {
  if (why === 'restored') followRestored(deps, input);
  // Nobody knows yet whether the proof still counts, and it may be the owner's.
  return why === 'undecided' ? storageUnavailable({ retryAfter: 2 }) : overtaken(input);
}

// A replica's row is no reason to refuse: the sign-in is judged again by the primary's.
const overtaken = ({ from }: StartSessionInput): Error =>
  from === 'replica' ? new StaleRow() : signInOvertaken();

// The password may no longer be theirs, but the owner of the mailbox may set one.
function followRestored(
  { mailResetLink, log, defer }: StartSessionDeps,
  { user, client }: StartSessionInput,
): void {
  log.warn('user_older_than_guard', { user_id: user.id });
  const mail = { email: user.email, from: describeClient(client) };
  defer(mailResetLink(mail), 'reset_not_mailed');
}
