import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { judgedBy, type RowReading } from '../../guard/stale-row.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import { challengeSecret } from '../../second-step/use-passkey.ts';
import { accountDisabled } from '../../sessions/errors.ts';
import { type JudgeByReplicaDeps, judgeByReplica } from '../../sessions/judge-by-replica.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { IdentityHolder, IdentityStore } from '../../users/identity-store.ts';
import { identityRefused } from './identity-errors.ts';
import { hasEndedSince, isSameIdentity, judgeAddress, meet, proofOf } from './judge-answer.ts';
import type { KnownState } from './known-state.ts';
import { type Consents, type OpenAccountDeps, openAccount } from './open-account.ts';
import type { ProviderAnswer } from './provider-answer.ts';

export type SignInWithProviderDeps = OpenAccountDeps &
  JudgeByReplicaDeps<IdentityStore> & {
    guards: AccountGuards;
    audit: AuditStore;
    completeSignIn: CompleteSignIn;
    clock: Clock;
    wall: Clock;
    defer: Defer;
    /** Whether newcomers have to agree to terms or a privacy policy. */
    asksConsent: boolean;
  };

export type SignInWithProviderInput = SignInOptions & {
  answer: ProviderAnswer;
  /** `stateOf` the attempt. */
  state: KnownState;
  /** An address that the person has proved by a code of ours in this browser. */
  provedEmail?: string | null;
  /** Null as long as the person was not asked. */
  consents: Consents | null;
  /** Of a newcomer's browser; `UTC` if unknown. */
  timezone: string;
};

export type SignedInWithProvider =
  /** `isNew`: this call made the account. */
  | { kind: 'signed_in'; signIn: SignIn; isNew: boolean }
  /** The address has an owner, who has to sign in to connect the provider. */
  | { kind: 'owner_must_sign_in'; email: string }
  /** Nobody vouches for an address: it has to be proved by mail. */
  | { kind: 'prove_address' }
  /** A newcomer has to agree to terms first. */
  | { kind: 'finish' };
export type SignInWithProvider = (input: SignInWithProviderInput) => Promise<SignedInWithProvider>;

/** Readings of an address, as others may register and prove it meanwhile. */
const ATTEMPTS = 5;

/** {@link signInWithProvider} with its dependencies. */
export const createSignInWithProvider =
  (deps: SignInWithProviderDeps): SignInWithProvider =>
  (input) =>
    signInWithProvider(deps, input);

/**
 * Signs in the person that a provider's answer names, once per state. A known subject signs in its
 * user, even if its address has changed. An unknown one gets an account of its own if its address
 * is proved and has no owner, and never somebody else's. Throws `identity_refused` for a state that
 * was used or made before all sessions ended, and for another issuer than the identity's;
 * `account_disabled` for an address that an administrator closed; what completing a sign-in throws,
 * and `storage_unavailable`. If the work fails, the state may be used again.
 */
export async function signInWithProvider(
  deps: SignInWithProviderDeps,
  input: SignInWithProviderInput,
): Promise<SignedInWithProvider> {
  const read = (identities: IdentityStore) => identities.listHolders(input.answer);
  return judgeByReplica(deps, read, async ([holder], reading) => {
    if (holder !== undefined) return signInKnown(deps, input, { holder, reading, isNew: false });
    await reading.confirm();
    return signInUnknown(deps, input);
  });
}

type Known = { holder: IdentityHolder; reading: RowReading; isNew: boolean };

async function signInKnown(
  deps: SignInWithProviderDeps,
  { answer, state, remember, deviceName, delivery, client }: SignInWithProviderInput,
  { holder, reading, isNew }: Known,
): Promise<SignedInWithProvider> {
  const { guards, completeSignIn, clock, wall } = deps;
  const { identity, ...user } = holder;
  const refuse = async () => {
    await reading.confirm();
    return identityRefused();
  };
  if (!isSameIdentity(answer, identity)) {
    const error = await refuse();
    reportIssuer(deps, holder, client);
    throw error;
  }
  if (hasEndedSince(state, user)) throw await refuse();
  const secret = challengeSecret(user, state);
  const row = judgedBy(user, reading, wall);
  const { verdict, isTrusted } = await guards.redeemBy(secret, row, clock());
  if (verdict === false) throw await refuse();
  const signIn = await withRedeemed(deps, secret, async () => {
    if (!isTrusted) await reading.confirm();
    const { id, provider } = identity;
    const used = { identity: { id, provider }, proofs: [proofOf(answer, user)] };
    const options = { remember, deviceName, delivery, client };
    return completeSignIn({ user, ...used, from: reading.from, ...options });
  });
  return { kind: 'signed_in', signIn, isNew };
}

async function signInUnknown(
  deps: SignInWithProviderDeps,
  input: SignInWithProviderInput,
): Promise<SignedInWithProvider> {
  const { answer, provedEmail = null, consents, timezone, client } = input;
  const meeting = meet(answer, provedEmail);
  if (meeting.kind === 'prove_address') return meeting;
  const { email } = meeting;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const holders = await deps.addresses.listHolders(normalizeEmail(email));
    const standing = judgeAddress(holders, deps.asksConsent && consents === null);
    if (standing === 'owner_must_sign_in') return { kind: standing, email };
    if (standing === 'closed') throw accountDisabled();
    if (standing === 'finish') return { kind: standing };
    const newcomer = {
      ...{ answer, email, timezone, client, byCode: provedEmail !== null },
      consents: consents ?? { termsAcceptedAt: null, privacyPolicyAcceptedAt: null },
    };
    const opened = await openAccount(deps, newcomer, holders);
    if (opened !== null) return signInKnown(deps, input, { ...opened, reading: AT_PRIMARY });
  }
  throw storageUnavailable({ retryAfter: 1 });
}

const AT_PRIMARY: RowReading = { from: 'primary', confirm: async () => undefined };

// The id of a provider was given to another issuer: its subjects are other people.
function reportIssuer(
  { audit, log, defer, clock }: SignInWithProviderDeps,
  { id: userId, identity: { id, provider } }: IdentityHolder,
  client: SignInOptions['client'],
): void {
  log.warn('identity_of_another_issuer', { user_id: userId, provider });
  const metadata = { provider, identity_id: id, why: 'issuer' };
  const event = { type: 'identity.refused', userId, actorId: null, origin: client } as const;
  defer(audit.record({ ...event, metadata, at: clock() }), 'failure_not_followed');
}
