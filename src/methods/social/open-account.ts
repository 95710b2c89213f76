import type { AuditStore } from '../../audit/audit-store.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { parseDevice } from '../../http/device.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Database, runBatch } from '../../shared/database.ts';
import type { Random } from '../../shared/random.ts';
import type { ClearAddress } from '../../step-up/ports.ts';
import type { AddressHolders, AddressStore } from '../../users/address-store.ts';
import { emptyUser } from '../../users/empty-user.ts';
import type { IdentityHolder, IdentityStore } from '../../users/identity-store.ts';
import { personNameSchema } from '../../users/profile-schemas.ts';
import type { RegistrationStore } from '../../users/registration-store.ts';
import type { NewUser } from '../../users/user-store.ts';
import { askedLanguage } from '../../words/asked-language.ts';
import { newIdentity } from './new-identity.ts';
import type { ProviderAnswer } from './provider-answer.ts';

export type OpenAccountDeps = {
  db: Database;
  identities: IdentityStore;
  registrations: RegistrationStore;
  addresses: AddressStore;
  audit: AuditStore;
  clearAddress: ClearAddress;
  clock: Clock;
  random: Random;
};

/** When a newcomer agreed to what the service asks for, in epoch milliseconds. */
export type Consents = { termsAcceptedAt: number | null; privacyPolicyAcceptedAt: number | null };

export type Newcomer = {
  answer: ProviderAnswer;
  /** The address that is proved, as it was written. */
  email: string;
  /** Whether a code of ours proved it, not the provider. */
  byCode: boolean;
  consents: Consents;
  timezone: string;
  client: ClientInfo;
};

/** Who has the identity now, and whether this call made the account. */
export type OpenedAccount = { holder: IdentityHolder; isNew: boolean };

/**
 * Opens an account with a proved address, no password and its first identity. What others use under
 * the address is erased first; the rest is one batch, which D1 decides: of two requests, the
 * second finds the account of the first. A failure half-way loses nothing, and a retry goes on.
 * Returns null if the address has changed since its holders were read. Throws
 * `storage_unavailable`.
 */
export async function openAccount(
  deps: OpenAccountDeps,
  newcomer: Newcomer,
  { registrations: registered }: AddressHolders,
): Promise<OpenedAccount | null> {
  const { db, identities, registrations, addresses, audit, clearAddress, clock, random } = deps;
  const { answer, client } = newcomer;
  const now = clock();
  const user = toNewUser(newcomer, random.uuidAt(now), now);
  const { id: userId, emailNormalized } = user;
  if (registered.some(({ hasSessions }) => hasSessions))
    await clearAddress.forUser({ id: userId, email: emailNormalized, client });
  const identity = newIdentity({ answer, id: random.uuidAt(now), userId, now });
  const isOpened = identities.addedCondition(identity.id);
  const about = { userId, origin: client, at: now } as const;
  const { provider } = answer;
  const metadata = { provider, identity_id: identity.id };
  const by = newcomer.byCode ? 'code' : 'provider';
  const [opened, , , , , , holders] = await runBatch(db, [
    registrations.addProvedStatement(user, identities.freeCondition(answer)),
    identities.addFirstStatement(identity),
    audit.recordWhenStatement({ ...about, type: 'user.registered' }, isOpened),
    audit.recordWhenStatement(
      { ...about, type: 'user.email_verified', metadata: { by, provider } },
      isOpened,
    ),
    audit.recordWhenStatement({ ...about, type: 'identity.connected', metadata }, isOpened),
    addresses.yieldStatement(userId, emailNormalized),
    identities.holdersStatement(answer),
  ]);
  const [holder] = holders as unknown as IdentityHolder[];
  return holder === undefined ? null : { holder, isNew: opened.length > 0 };
}

function toNewUser(
  { answer, email, consents, timezone, client }: Newcomer,
  id: string,
  now: number,
): NewUser {
  const nameOf = (text: string) => personNameSchema.safeParse(text).data ?? '';
  return {
    ...emptyUser(id, email, now),
    firstName: nameOf(answer.firstName),
    lastName: nameOf(answer.lastName),
    displayName: nameOf(answer.displayName),
    timezone,
    locale: askedLanguage(client),
    ...consents,
    registeredBrowser: parseDevice(client.userAgent).browser,
    registeredCountry: client.country,
  };
}
