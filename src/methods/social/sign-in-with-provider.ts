import type { SignIn } from '../../second-step/complete-sign-in.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { KnownState } from './known-state.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** When a newcomer agreed to what the service asks for, in epoch milliseconds. */
export type Consents = { termsAcceptedAt: number | null; privacyPolicyAcceptedAt: number | null };

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
