import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { otpInvalid, secretInvalid } from '../one-time-secrets/errors.ts';
import type { FoundSecret, OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { TryCode } from '../second-step/try-code.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { AddressHolders, AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import { chooseRegistration } from './choose-registration.ts';
import type { ProveAddress, Proved } from './prove-address.ts';
import { type VerificationContext, verificationSecret } from './verification-secret.ts';

export type VerifyEmailDeps = {
  addresses: AddressStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  tryCode: TryCode;
  proveAddress: ProveAddress;
  /** Whether a password is the one of a hash. */
  matchesPassword: (password: string, hash: string) => Promise<boolean>;
  clock: Clock;
  log: Log;
};

/** What somebody who proves an address shows for a password that was set before. */
export type VerifyEmailInput = {
  /** The registration that this browser made, if any. */
  marked: string | null;
  /** The password that they chose, if they send it along. */
  password: string | null;
  client: ClientInfo;
  admission?: Promise<void>;
};

/** When an address was registered, from which known browser and country; null where that is not known. */
export type RegistrationFacts = { at: number; browser: string | null; country: string | null };
export type VerificationPreview = {
  email: string;
  /** Whether the password is void unless it is sent along. */
  wantsPassword: boolean;
  registrations: RegistrationFacts[];
};

type Secret = FoundSecret<VerificationContext>;
export type VerifyEmail = ReturnType<typeof createVerifyEmail>;

/** How often a proof begins anew because somebody registered or signed in at that moment. */
const ATTEMPTS = 5;

/**
 * Proves an address by the link's token or by address and code; each works once. A password that was set before somebody
 * proved the address counts only if it is shown to be the prover's (`choose-registration.ts`). A failing write and a wrong
 * password give the secret back. Throws `secret_invalid`, `otp_invalid`, `invalid_credentials`, `storage_unavailable`.
 */
export function createVerifyEmail(deps: VerifyEmailDeps) {
  const { addresses, secrets, guards, tryCode, proveAddress, matchesPassword, clock, log } = deps;

  async function findOpened(holders: AddressHolders, password: string | null) {
    if (password === null) return null;
    const { owner, registrations } = holders;
    for (const { id, passwordHash } of owner === null ? registrations : [owner])
      if (passwordHash !== null && (await matchesPassword(password, passwordHash))) return id;
    throw invalidCredentials();
  }

  async function complete(
    secret: Secret,
    { marked, password, client }: VerifyEmailInput,
    found: Promise<AddressHolders>,
    invalid: ErrorFactory,
  ): Promise<Proved> {
    const { issuedAt, context } = secret;
    return redeemFor(guards, secret, log, async () => {
      let holders = await found;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const opened = await findOpened(holders, password);
        const evidence = { mailedBy: context.registration, marked, opened };
        const input = { email: context.email, issuedAt, holders, evidence, client };
        const outcome = await proveAddress(input);
        if (outcome === 'refused') throw invalid();
        if (outcome !== 'changed') return outcome;
        holders = await addresses.listHolders(context.email);
      }
      throw storageUnavailable({ retryAfter: 1 });
    });
  }

  return {
    async byLink({ token, ...input }: VerifyEmailInput & { token: string }): Promise<Proved> {
      const [secret] = await Promise.all([
        secrets.findLink(verificationSecret, token),
        input.admission,
      ]);
      if (secret === null) throw secretInvalid();
      const holders = addresses.listHolders(secret.context.email);
      // Whether it can be read is asked once the secret is redeemed, so that it is given back.
      holders.catch(() => undefined);
      if (!(await guards.redeem(secret, clock()))) throw secretInvalid();
      return complete(secret, input, holders, secretInvalid);
    },

    async byCode({
      email,
      code,
      ...input
    }: VerifyEmailInput & { email: string; code: string }): Promise<Proved> {
      const emailNormalized = normalizeEmail(email);
      const [holders, found] = await Promise.all([
        addresses.listHolders(emailNormalized),
        secrets.findCode(verificationSecret, emailNormalized, code),
        input.admission,
      ]);
      const place = guards.addressPlace(emailNormalized);
      const isKnown = holders.owner !== null || holders.registrations.length > 0;
      const secret = isKnown && found?.userId === place ? found : null;
      const lane = await tryCode({
        user: null,
        registrants: holders.registrations,
        ...(isKnown ? { place } : {}),
        name: emailNormalized,
        purpose: verificationSecret.name,
        secret,
        client: input.client,
      });
      if (secret === null || lane === null) throw otpInvalid();
      return complete(secret, input, Promise.resolve(holders), otpInvalid);
    },

    /** What somebody who holds a link may know before they use it; null for a link that would be refused. Changes nothing. */
    async preview({
      token,
      marked,
    }: {
      token: string;
      marked: string | null;
    }): Promise<VerificationPreview | null> {
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
    },
  };
}
