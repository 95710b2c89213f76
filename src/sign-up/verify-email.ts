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
  /** Whether a password is the one of a hash. */
  matchesPassword: (password: string, hash: string) => Promise<boolean>;
};

/** What somebody who proves an address shows for a password that was set before. */
export type VerifyEmailInput = {
  /** The registration that this browser made, if any. */
  marked: string | null;
  /** The password that they chose, if they send it along. */
  password: string | null;
  client: ClientInfo;
};

/** When an address was registered, from which known browser and country; null where that is not known. */
export type RegistrationFacts = { at: number; browser: string | null; country: string | null };
export type VerificationPreview = {
  email: string;
  /** Whether the password is void unless it is sent along. */
  wantsPassword: boolean;
  registrations: RegistrationFacts[];
};

export type VerifyEmail = ReturnType<typeof createVerifyEmail>;

/** How often a proof starts over because the registrations changed in between. */
const ATTEMPTS = 5;

/** The three functions below with their dependencies. */
export function createVerifyEmail(deps: VerifyEmailDeps) {
  return {
    byLink: (input: VerifyEmailInput & { token: string }) => verifyEmailByLink(deps, input),
    byCode: (input: VerifyEmailInput & { email: string; code: string }) =>
      verifyEmailByCode(deps, input),
    preview: (input: { token: string; marked: string | null }) => previewLink(deps, input),
  };
}

/**
 * Proves an address by the token of a link, once. A password set before the proof counts only if it is
 * shown to be the prover's (`choose-registration.ts`). A failing write or a wrong password releases the
 * link. Throws `secret_invalid`, `invalid_credentials`, `storage_unavailable`.
 */
export async function verifyEmailByLink(
  deps: VerifyEmailDeps,
  { token, ...input }: VerifyEmailInput & { token: string },
): Promise<Proved> {
  const read = ({ context }: FoundSecret<VerificationContext>) =>
    deps.addresses.listHolders(context.email);
  return redeemLink(deps, { purpose: verificationSecret, token, read }, (secret, holders) =>
    complete(deps, secret, input, holders, secretInvalid),
  );
}

/**
 * Proves an address by its mailed code, as {@link verifyEmailByLink} does by link. Throws `otp_invalid`,
 * `invalid_credentials`, `storage_unavailable`.
 */
export async function verifyEmailByCode(
  deps: VerifyEmailDeps,
  { email, code, ...input }: VerifyEmailInput & { email: string; code: string },
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
  return redeemCode(typed, ({ secret }) => complete(deps, secret, input, holders, otpInvalid));
}

/**
 * What the holder of a link may see before using it; null for a link that would be refused. Changes
 * nothing.
 */
async function previewLink(
  { addresses, secrets }: VerifyEmailDeps,
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
    registrations: shown.map((one) => ({
      at: one.createdAt,
      browser: one.registeredBrowser,
      country: one.registeredCountry,
    })),
  };
}

async function complete(
  deps: VerifyEmailDeps,
  { issuedAt, context }: FoundSecret<VerificationContext>,
  { marked, password, client }: VerifyEmailInput,
  found: AddressHolders,
  invalid: ErrorFactory,
): Promise<Proved> {
  const { addresses, proveAddress } = deps;
  let holders = found;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const opened = await findOpened(deps, holders, password);
    const evidence = { mailedBy: context.registration, marked, opened };
    const input = { email: context.email, issuedAt, holders, evidence, client };
    const outcome = await proveAddress(input);
    if (outcome === 'refused') throw invalid();
    if (outcome !== 'changed') return outcome;
    holders = await addresses.listHolders(context.email);
  }
  throw storageUnavailable({ retryAfter: 1 });
}

/** The registration that a password opens; null without a password. Throws `invalid_credentials`. */
async function findOpened(
  { matchesPassword }: VerifyEmailDeps,
  holders: AddressHolders,
  password: string | null,
) {
  if (password === null) return null;
  const { owner, registrations } = holders;
  for (const { id, passwordHash } of owner === null ? registrations : [owner])
    if (passwordHash !== null && (await matchesPassword(password, passwordHash))) return id;
  throw invalidCredentials();
}
