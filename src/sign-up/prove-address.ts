import type { AuditStore } from '../audit/audit-store.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { afterAnswer } from '../shared/after-answer.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { Defer } from '../shared/defer.ts';
import type { AddressHolders, AddressStore, Registration } from '../users/address-store.ts';
import type { User } from '../users/user.ts';
import type { VersionStore } from '../users/version-store.ts';
import {
  answersAgain,
  type Choice,
  chooseRegistration,
  diedWithSessions,
  type Evidence,
} from './choose-registration.ts';
import type { ClearAddress } from './clear-address.ts';

type Prover = { id: string; emailNormalized: string; signInEpoch: number };

/** Issues a single-use token that signs in within a minute, or sets a password. */
export type IssueToken = (user: Prover) => Promise<string>;

export type ProveAddressDeps = {
  db: Database;
  addresses: AddressStore;
  audit: AuditStore;
  versions: VersionStore;
  changeUser: ChangeUser;
  settleAccount: SettleAccount;
  clearAddress: ClearAddress;
  issueExchangeToken: IssueToken;
  issueResetToken: IssueToken;
  clock: Clock;
  defer: Defer;
};

export type ProveAddressInput = {
  /** Normalised. */
  email: string;
  /** When the secret was mailed, in epoch milliseconds. */
  issuedAt: number;
  holders: AddressHolders;
  evidence: Evidence;
  /** Whether another request may have proved the address by the same secret, and answered. */
  mayBeDone: () => boolean;
  client: ClientInfo;
};

/** The token signs in if the password was kept; if not, it sets a new one. */
export type Proved = { kind: 'signs_in' | 'resets'; token: string; usernameTaken: boolean };
/** `changed`: the address has changed since it was read, so read it again. */
export type ProveAddress = (input: ProveAddressInput) => Promise<Proved | 'refused' | 'changed'>;

/**
 * Gives an address to the user who verifies it. Other users' accounts at the address are erased
 * first: a failure half-way leaves the secret valid, and a retry finishes the job. The rest is one
 * batch, which applies only if the address has not changed since it was read. Throws
 * `storage_unavailable`.
 */
export async function proveAddress(
  deps: ProveAddressDeps,
  { email, issuedAt, holders, evidence, mayBeDone, client }: ProveAddressInput,
): Promise<Proved | 'refused' | 'changed'> {
  const { owner, registrations } = holders;
  if (owner !== null) {
    // A release says that nobody had an answer; a claim that lapsed does not.
    const isOwed = !mayBeDone() && answersAgain(owner, issuedAt, evidence);
    return isOwed ? answerAgain(deps, owner) : 'refused';
  }
  // An account that an administrator disabled keeps its address closed.
  if (registrations.length === 0 || registrations.some((one) => one.status === 'disabled'))
    return 'refused';
  const choice = chooseRegistration(registrations, evidence);
  if (diedWithSessions(issuedAt, registrations, evidence, choice)) return 'refused';
  const { registration: keep, claim } = choice;
  await deps.clearAddress.forProver({ email, keep, registrations, client });
  return keep === null ? 'changed' : give(deps, keep, claim, client);
}

/** Binds {@link proveAddress} to its dependencies. */
export const createProveAddress =
  (deps: ProveAddressDeps): ProveAddress =>
  (input) =>
    proveAddress(deps, input);

async function answerAgain(deps: ProveAddressDeps, owner: User): Promise<Proved> {
  const kind = owner.passwordHash === null ? 'resets' : 'signs_in';
  const [token] = await Promise.all([
    issue(deps, kind, owner),
    // The first answer was lost, and with it perhaps the guard's commit.
    deps.settleAccount(owner.id),
  ]);
  return { kind, token, usernameTaken: false };
}

async function give(
  deps: ProveAddressDeps,
  registration: Registration,
  claim: Choice<Registration>['claim'],
  client: ClientInfo,
): Promise<Proved | 'changed'> {
  const { signInEpoch, username } = registration;
  const now = deps.clock();
  const keeps = claim !== null;
  const kind = keeps ? 'signs_in' : 'resets';
  // Voiding the password starts a new epoch, so the reset token must belong to that one.
  const epochAfter = keeps ? signInEpoch : Math.max(now, signInEpoch + 1);
  const [token, proved] = await Promise.all([
    issue(deps, kind, { ...registration, signInEpoch: epochAfter }),
    write(deps, { registration, claim, client, now }),
  ]);
  if (proved === null) return 'changed';
  if (isUntaught(registration))
    deps.defer(
      afterAnswer(() => deps.settleAccount(registration.id)),
      'guard_not_taught',
    );
  return { kind, token, usernameTaken: username !== null && proved.username === null };
}

/**
 * Whether no sign-in and no change can have taught the guard a version. It then trusts no row of a
 * replica, so D1 may be written before it is asked: it is taught after the answer.
 */
const isUntaught = ({ hasSessions, version }: Registration) => !hasSessions && version === 0;

type Gift = Pick<ProveAddressInput, 'client'> & {
  registration: Registration;
  claim: Choice<Registration>['claim'];
  /** Epoch milliseconds. */
  now: number;
};

async function write(
  deps: ProveAddressDeps,
  { registration, claim, client, now }: Gift,
): Promise<{ username: string | null } | null> {
  const { db, addresses, audit, versions, changeUser } = deps;
  const { id, emailNormalized } = registration;
  const metadata = { password_claimed_by: claim };
  const type = 'user.email_verified';
  const event = { type, userId: id, origin: client, metadata, at: now } as const;
  const keeps = claim !== null;
  const alone = claim === 'registration_mail';
  const statements = [
    addresses.proveStatement({ registration, keeps, alone, now }),
    audit.recordWhenStatement(event, addresses.provedCondition(id, now)),
    addresses.yieldStatement(id, emailNormalized),
  ] as const;
  if (isUntaught(registration)) {
    const [[proved = null]] = await runBatch(db, [...statements, versions.raiseStatement(id, 0)]);
    return proved;
  }
  const reason = 'password_reset';
  const { results } = await changeUser({
    userId: id,
    ...(keeps ? {} : { tightens: { endsSessions: { reason } }, endAll: { reason } }),
    statements,
    happened: ([proved]) => proved.length > 0,
  });
  const [[proved = null]] = results;
  return proved;
}

const issue = (deps: ProveAddressDeps, kind: Proved['kind'], user: Prover) =>
  (kind === 'signs_in' ? deps.issueExchangeToken : deps.issueResetToken)(user);
