import type { RedeemCode } from '../guard/redeem-code.ts';
import { type RedeemLinkDeps, redeemLink } from '../guard/redeem-link.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { AddressHolders, AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import { chooseRegistration } from './choose-registration.ts';
import type { ProveAddress, Proved } from './prove-address.ts';
import { type VerificationContext, verificationSecret } from './verification-secret.ts';

export type VerifyEmailDeps = RedeemLinkDeps & {
  addresses: AddressStore;
  redeemCode: RedeemCode;
  proveAddress: ProveAddress;
  /** Whether a password matches a hash. */
  matchesPassword: (password: string, hash: string) => Promise<boolean>;
};

/** The evidence that an earlier password belongs to the user who verifies the address. */
export type VerifyEmailInput = {
  /** The registration made from this browser, if any. */
  marked: string | null;
  /** The password chosen at registration, if sent. */
  password: string | null;
  /** Whether the user said that they did not register: the password given then is void. */
  disowned?: boolean;
  client: ClientInfo;
};

/** When, and from which browser and country, an address was registered; null if unknown. */
export type RegistrationFacts = { at: number; browser: string | null; country: string | null };
export type VerificationPreview = {
  email: string;
  /** Whether the password is void unless it is sent. */
  wantsPassword: boolean;
  /** Whether there is a password that the reader may not have chosen. */
  hasPassword: boolean;
  /** Whether this browser chose the password: nobody has to be asked then whether it was them. */
  isMarked: boolean;
  /** Where the registrant wanted to go, to be judged again; null for the account. */
  returnTo: string | null;
  registrations: RegistrationFacts[];
};

export type VerifyEmail = ReturnType<typeof createVerifyEmail>;

/** Attempts, as a concurrent registration or sign-in makes the verification start over. */
const ATTEMPTS = 5;

type ByLink = VerifyEmailInput & { token: string };
type ByCode = VerifyEmailInput & { email: string; code: string };

/**
 * Verifies an address by the token of a mailed link, once. A password set before the address was
 * verified counts only with evidence that it is the user's (`choose-registration.ts`). If a write
 * fails or the password is wrong, the link still works. Throws `secret_invalid`,
 * `invalid_credentials`, `storage_unavailable`.
 */
export async function verifyEmailByLink(
  deps: VerifyEmailDeps,
  { token, ...input }: ByLink,
): Promise<Proved> {
  const read = ({ context }: FoundSecret<VerificationContext>) =>
    deps.addresses.listHolders(context.email);
  return redeemLink(deps, { purpose: verificationSecret, token, read }, (secret, holders) =>
    complete(deps, { secret, input, found: holders, invalid: secretInvalid }),
  );
}

/** Like {@link verifyEmailByLink}, by address and code. Throws `otp_invalid` for a wrong code. */
export async function verifyEmailByCode(
  deps: VerifyEmailDeps,
  { email, code, ...input }: ByCode,
): Promise<Proved> {
  const { addresses, secrets, guards, redeemCode } = deps;
  const name = normalizeEmail(email);
  const [holders, found] = await Promise.all([
    addresses.listHolders(name),
    secrets.findCode(verificationSecret, name, code),
  ]);
  const { owner, registrations: registrants } = holders;
  const isKnown = owner !== null || registrants.length > 0;
  const holder = isKnown ? { place: guards.addressPlace(name), registrants } : null;
  const typed = { holder, name, purpose: verificationSecret, found, client: input.client };
  return redeemCode(typed, ({ secret }) =>
    complete(deps, { secret, input, found: holders, invalid: otpInvalid }),
  );
}

/**
 * Returns what the holder of a link may know before using it; null if the link would be rejected.
 * Changes nothing. Throws `storage_unavailable`.
 */
export async function previewVerification(
  { secrets, addresses }: Pick<VerifyEmailDeps, 'secrets' | 'addresses'>,
  { token, marked }: { token: string; marked: string | null },
): Promise<VerificationPreview | null> {
  const secret = await secrets.findLink(verificationSecret, token);
  if (secret === null) return null;
  const { owner, registrations } = await addresses.listHolders(secret.context.email);
  const [newest] = registrations;
  if (owner !== null || newest === undefined) return null;
  const evidence = { mailedBy: secret.context.registration, marked, opened: null };
  const { claim, registration } = chooseRegistration(registrations, evidence);
  const shown = claim === null ? registrations : [registration];
  return {
    email: (registration ?? newest).email,
    wantsPassword: claim === null && registrations.some((one) => one.passwordHash !== null),
    hasPassword: shown.some((one) => one.passwordHash !== null),
    isMarked: claim === 'cookie',
    returnTo: secret.context.returnTo,
    registrations: shown.map((one) => ({
      at: one.createdAt,
      browser: one.registeredBrowser,
      country: one.registeredCountry,
    })),
  };
}

/** Binds both ways to verify an address, and the preview, to their dependencies. */
export function createVerifyEmail(deps: VerifyEmailDeps) {
  return {
    byLink: (input: ByLink) => verifyEmailByLink(deps, input),
    byCode: (input: ByCode) => verifyEmailByCode(deps, input),
    preview: (input: { token: string; marked: string | null }) => previewVerification(deps, input),
  };
}

type Verification = {
  secret: FoundSecret<VerificationContext>;
  input: VerifyEmailInput;
  found: AddressHolders;
  invalid: ErrorFactory;
};

async function complete(
  deps: VerifyEmailDeps,
  { secret, input, found, invalid }: Verification,
): Promise<Proved> {
  const { issuedAt, context } = secret;
  const { marked, password, disowned = false, client } = input;
  const mayBeDone = () => deps.guards.mayBeDone(secret.userId, secret.digest, deps.clock());
  let holders = found;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const opened = await findOpened(deps, holders, password);
    const evidence = { mailedBy: context.registration, marked, opened, disowned };
    const proof = { email: context.email, issuedAt, holders, evidence, client, mayBeDone };
    const outcome = await deps.proveAddress(proof);
    if (outcome === 'refused') throw invalid();
    if (outcome !== 'changed') return outcome;
    holders = await deps.addresses.listHolders(context.email);
  }
  throw storageUnavailable({ retryAfter: 1 });
}

async function findOpened(
  { matchesPassword }: VerifyEmailDeps,
  { owner, registrations }: AddressHolders,
  password: string | null,
): Promise<string | null> {
  if (password === null) return null;
  for (const { id, passwordHash } of owner === null ? registrations : [owner])
    if (passwordHash !== null && (await matchesPassword(password, passwordHash))) return id;
  throw invalidCredentials();
}
