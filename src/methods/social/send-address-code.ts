import type { AccountGuards } from '../../guard/account-guards.ts';
import { renderCodeMail } from '../../mail/code-mail.ts';
import type { Letterhead } from '../../mail/letterhead.ts';
import type { Mailer } from '../../mail/mail.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import type { Clock } from '../../shared/clock.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { UserStore } from '../../users/user-store.ts';
import { type AddressCodeRequest, addressCode, addressCodeSubject } from './address-code.ts';

export type SendAddressCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  /** What the configuration calls a provider; its id if it has none any more. */
  providerLabel: (provider: string) => string;
  clock: Clock;
  letterhead: Letterhead;
  /** Milliseconds. */
  codeTtl: number;
};

/**
 * Mails a code that proves an address, also to the owner of an account, who is then asked to sign
 * in. Sends nothing if an administrator disabled an account at the address, or its mail limit is
 * reached. Throws `storage_unavailable`, and the errors of the mailer.
 */
export async function sendAddressCode(
  { users, secrets, guards, mailer, laneOfSealed, clock, ...deps }: SendAddressCodeDeps,
  { email, provider, pendingId, from, marks, language }: AddressCodeRequest,
  key: string,
): Promise<void> {
  const emailNormalized = normalizeEmail(email);
  const place = guards.addressPlace(emailNormalized);
  const holders = await users.listByEmail(emailNormalized);
  if (holders.some(({ status }) => status === 'disabled')) return;
  const now = clock();
  const lane = await laneOfSealed(holders, marks);
  if (!(await guards.chargeMail(place, { lane, purpose: addressCode.name, key, now }))) return;
  const code = await secrets.issueCode({
    purpose: addressCode,
    userId: place,
    // Not bound to an epoch: `issuedAt` decides whether ended sessions void it.
    epoch: null,
    context: {},
    // After every epoch so far, despite clock skew.
    issuedAt: Math.max(now, ...holders.map(({ signInEpoch }) => signInEpoch + 1)),
    ttl: deps.codeTtl,
    subjects: [addressCodeSubject(pendingId, emailNormalized)],
  });
  // Of an owner only: a stranger may have registered the address, in any language.
  const owner = holders.find(({ emailVerifiedAt }) => emailVerifiedAt !== null);
  const reader = { ...(owner ?? { timezone: 'UTC' }), asked: language };
  const envelope = { to: owner?.email ?? email, reader, letterhead: deps.letterhead };
  const mail = { code, until: now + deps.codeTtl, from, provider: deps.providerLabel(provider) };
  await mailer(await renderCodeMail(envelope, { use: 'address', ...mail }), key);
}

/** Binds {@link sendAddressCode} to its dependencies. */
export const createSendAddressCode =
  (deps: SendAddressCodeDeps) => (request: AddressCodeRequest, key: string) =>
    sendAddressCode(deps, request, key);
