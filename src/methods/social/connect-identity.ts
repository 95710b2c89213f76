import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { emailNotVerified } from '../../sessions/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { TellIdentityChange } from '../../step-up/ports.ts';
import type { IdentityStore } from '../../users/identity-store.ts';
import type { AccountView } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { identityTaken, providerConnected, tooManyIdentities } from './identity-errors.ts';
import { isSameIdentity } from './judge-answer.ts';
import { newIdentity } from './new-identity.ts';
import type { ProviderAnswer } from './provider-answer.ts';

/** Identities of an account: more than there are providers that people use. */
export const MOST_IDENTITIES = 10;

export type ConnectIdentityDeps = {
  identities: IdentityStore;
  users: UserStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  tellIdentityChange: TellIdentityChange;
  clock: Clock;
  random: Random;
};

export type ConnectIdentityInput = {
  user: AccountView;
  sessionId: string;
  answer: ProviderAnswer;
  client: ClientInfo;
};
export type Connected = 'connected' | 'yours_already';
export type ConnectIdentity = (input: ConnectIdentityInput) => Promise<Connected>;

/** {@link connectIdentity} with its dependencies. */
export const createConnectIdentity =
  (deps: ConnectIdentityDeps): ConnectIdentity =>
  (input) =>
    connectIdentity(deps, input);

/**
 * Connects an account at a provider to the account of a user who has just proved that it is theirs,
 * and mails them. An identity belongs to one account; D1 decides races. Throws `identity_taken`
 * for another's, `provider_connected` if the user has another one of this provider,
 * `too_many_identities`, `email_not_verified` for a user whose own address is not proved,
 * `storage_unavailable`.
 */
export async function connectIdentity(
  deps: ConnectIdentityDeps,
  input: ConnectIdentityInput,
): Promise<Connected> {
  const { user, answer } = input;
  // The person who proves the address later must not get an identity that a stranger connected.
  if (user.emailVerifiedAt === null) throw emailNotVerified();
  if (await isConnected(deps, user.id, answer)) return 'yours_already';
  if (await write(deps, input)) return 'connected';
  if (await isConnected(deps, user.id, answer)) return 'yours_already';
  throw emailNotVerified();
}

/** Returns whether there is nothing to do. Throws whatever forbids it. */
async function isConnected(
  { identities }: ConnectIdentityDeps,
  userId: string,
  answer: ProviderAnswer,
): Promise<boolean> {
  const [[holder], own] = await Promise.all([
    identities.listHolders(answer),
    identities.list(userId),
  ]);
  if (holder !== undefined && holder.id !== userId) throw identityTaken();
  if (holder !== undefined && isSameIdentity(answer, holder.identity)) return true;
  if (own.some(({ provider }) => provider === answer.provider)) throw providerConnected();
  if (own.length >= MOST_IDENTITIES) throw tooManyIdentities();
  return false;
}

async function write(
  deps: ConnectIdentityDeps,
  { user, sessionId, answer, client }: ConnectIdentityInput,
): Promise<boolean> {
  const { identities, users, audit, changeUser, tellIdentityChange, clock, random } = deps;
  const now = clock();
  const identity = newIdentity({ answer, id: random.uuidAt(now), userId: user.id, now });
  const id = random.uuidAt(now);
  await tellIdentityChange({ user, change: 'connected', identity, client, at: now, event: id });
  const isAdded = identities.addedCondition(identity.id);
  const metadata = { provider: answer.provider, identity_id: identity.id };
  const event = { id, userId: user.id, sessionId, origin: client, metadata, at: now } as const;
  const { happened } = await changeUser({
    userId: user.id,
    statements: [
      identities.connectStatement(identity, MOST_IDENTITIES),
      audit.recordWhenStatement({ ...event, type: 'identity.connected' }, isAdded),
      users.recordChangeStatement(user.id, now),
    ],
    happened: ([added]) => added.length > 0,
    raisesIf: isAdded,
  });
  return happened;
}
