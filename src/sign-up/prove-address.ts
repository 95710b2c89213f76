import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import type { AddressHolders, AddressStore, Registration } from '../users/address-store.ts';
import {
  answersAgain,
  type Choice,
  chooseRegistration,
  diedWithSessions,
  type Evidence,
} from './choose-registration.ts';
import type { ClearAddress } from './clear-address.ts';

type Prover = { id: string; emailNormalized: string; signInEpoch: number };

/** Makes a token for one use by a user: it signs in within a minute, or sets a password. */
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
  /** When the secret that proves it was mailed (epoch milliseconds). */
  issuedAt: number;
  holders: AddressHolders;
  evidence: Evidence;
  client: ClientInfo;
};

/** The token signs in if the password survived; if not, it sets a new one. */
export type Proved = { kind: 'signs_in' | 'resets'; token: string; usernameTaken: boolean };
/** `changed`: the address looks different by now, so read it again. */
export type ProveAddress = (input: ProveAddressInput) => Promise<Proved | 'refused' | 'changed'>;

/**
 * Gives an address to whoever proved it. Accounts of others that are in use are erased first, so that a failure half-way
 * leaves the secret good and a retry finds less to do; the rest happens in one batch, if nothing has changed since the
 * address was read. Throws `storage_unavailable`.
 */
export function createProveAddress(deps: ProveAddressDeps): ProveAddress {
  const { db, addresses, audit, guards, clearAddress, clock } = deps;

  const issue = ({ kind }: Pick<Proved, 'kind'>, user: Prover) =>
    (kind === 'signs_in' ? deps.issueExchangeToken : deps.issueResetToken)(user);

  async function give(
    registration: Registration,
    claim: Choice<Registration>['claim'],
    client: ClientInfo,
  ): Promise<Proved | 'changed'> {
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
      // Voiding the password begins an epoch, which the token that sets another one is of.
      issue({ kind }, keeps ? registration : { ...registration, signInEpoch: epochAfter }),
      keeps && hasSessions ? guards.emailVerified(id, now) : undefined,
      runBatch(db, [
        addresses.proveStatement({ registration, keeps, alone, now }),
        audit.recordWhenStatement(event, addresses.provedCondition(id, now)),
        addresses.yieldStatement(id, emailNormalized),
      ]),
    ]);
    const [row] = proved as { username: string | null }[];
    if (row === undefined) return 'changed';
    return { kind, token, usernameTaken: username !== null && row.username === null };
  }

  return async function proveAddress({ email, issuedAt, holders, evidence, client }) {
    const { owner, registrations } = holders;
    if (owner !== null) {
      if (!answersAgain(owner, issuedAt, evidence)) return 'refused';
      const kind = owner.passwordHash === null ? 'resets' : 'signs_in';
      const [token] = await Promise.all([
        issue({ kind }, owner),
        guards.emailVerified(owner.id, clock()),
      ]);
      return { kind, token, usernameTaken: false };
    }
    // An account that an administrator closed keeps its address closed.
    if (registrations.length === 0 || registrations.some((one) => one.status === 'disabled'))
      return 'refused';
    const choice = chooseRegistration(registrations, evidence);
    if (diedWithSessions(issuedAt, registrations, evidence, choice)) return 'refused';
    const { registration: keep, claim } = choice;
    await clearAddress.forProver({ email, keep, registrations, client });
    return keep === null ? 'changed' : give(keep, claim, client);
  };
}
