import type { components, operations, paths } from '../generated/api.d.ts';

type Schemas = components['schemas'];
type BodyOf<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? Content extends { 'application/json': infer Body }
    ? Body
    : never
  : never;
/** The client itself says how tokens are delivered. */
type Given<Operation> = Omit<BodyOf<Operation>, 'token_delivery'>;

/** Every route of the service, for a client of your own such as openapi-fetch. */
export type Paths = paths;
/** Who is signed in. */
export type User = Schemas['AccountView'];
/** A sign-in of one device, as `GET sessions` lists it. */
export type Session = Schemas['Session'];
/** An error as RFC 9457 problem details; go by its `code`. */
export type Problem = Schemas['Problem'];
/** An address, or a user name, and a password. */
export type PasswordSignIn = Given<operations['logIn']>;
/** An address and the code that was mailed there. */
export type CodeSignIn = Given<operations['signInWithCode']>;
/** Exactly one of `otp`, `recovery_code`, `password` and `credential`. */
export type Proof = Given<operations['stepUp']>;
/** What may be proved next, with what a passkey is asked for. */
export type StepUpOptions =
  operations['getStepUpOptions']['responses'][200]['content']['application/json'];
/** What an unfinished sign-in waits for. */
export type SecondStep = { status: 'second_step' } & Omit<
  Schemas['SecondFactorRequired'],
  'otp_required'
>;
/** How a sign-in ended. */
export type SignInResult = { status: 'signed_in'; user: User } | SecondStep;

/** An answer of the service before anyone has looked at it. */
export type Answer = { [field: string]: unknown };
/** An answer with tokens. */
export type TokenAnswer = Partial<Schemas['SignedIn']> & { access_token: string };
