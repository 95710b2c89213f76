import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { AddressHolders, AddressStore, Registration } from '../users/address-store.ts';
import type { User } from '../users/user.ts';
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
  guards: AccountGuards;
  clearAddress: ClearAddress;
  issueExchangeToken: IssueToken;
  issueResetToken: IssueToken;
  clock: Clock;
};

export type ProveAddressInput = {
  /** Normalised. */
  email: string;
  /** When the secret was mailed, in epoch milliseconds. */
  issuedAt: number;
  holders: AddressHolders;
  evidence: Evidence;
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
  { email, issuedAt, holders, evidence, client }: ProveAddressInput,
): Promise<Proved | 'refused' | 'changed'> {
  const { owner, registrations } = holders;
  if (owner !== null)
    return answersAgain(owner, issuedAt, evidence) ? answerAgain(deps, owner) : 'refused';
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
    deps.guards.emailVerified(owner.id, deps.clock()),
  ]);
  return { kind, token, usernameTaken: false };
}

async function give(
  deps: ProveAddressDeps,
  registration: Registration,
  claim: Choice<Registration>['claim'],
  client: ClientInfo,
): Promise<Proved | 'changed'> {
  const { db, addresses, audit, guards, clock } = deps;
  const { id, emailNormalized, hasSessions, username } = registration;
  const now = clock();
  const keeps = claim !== null;
  const epochAfter = Math.max(now, registration.signInEpoch + 1);
  const event = {
    type: 'user.email_verified',
    userId: id,
    origin: client,
    metadata: { password_claimed_by: claim },
    at: now,
  } as const;
  const kind = keeps ? 'signs_in' : 'resets';
  const alone = claim === 'registration_mail';
  const [token, , [proved]] = await Promise.all([
    // Voiding the password starts a new epoch, so the reset token must belong to that one.
    issue(deps, kind, keeps ? registration : { ...registration, signInEpoch: epochAfter }),
    keeps && hasSessions ? guards.emailVerified(id, now) : undefined,
    runBatch(db, [
      addresses.proveStatement({ registration, keeps, alone, now }),
      audit.recordWhenStatement(event, addresses.provedCondition(id, now)),
      addresses.yieldStatement(id, emailNormalized),
    ]),
  ]);
  const [row] = proved;
  if (row === undefined) return 'changed';
  return { kind, token, usernameTaken: username !== null && row.username === null };
}

const issue = (deps: ProveAddressDeps, kind: Proved['kind'], user: Prover) =>
  (kind === 'signs_in' ? deps.issueExchangeToken : deps.issueResetToken)(user);
