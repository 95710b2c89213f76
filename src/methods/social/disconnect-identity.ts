import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { lastWayIn } from '../../second-step/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { TellIdentityChange } from '../../step-up/ports.ts';
import type { IdentityStore } from '../../users/identity-store.ts';
import type { AccountView } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { WaysInStore } from '../../users/ways-in-store.ts';

export type DisconnectIdentityDeps = {
  identities: IdentityStore;
  waysIn: WaysInStore;
  users: UserStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  tellIdentityChange: TellIdentityChange;
  clock: Clock;
  random: Random;
  /** The ids of the providers that sign users in. */
  providers: readonly string[];
};

export type DisconnectIdentityInput = {
  user: AccountView;
  sessionId: string;
  identityId: string;
  client: ClientInfo;
};
export type DisconnectIdentity = (input: DisconnectIdentityInput) => Promise<void>;

/** {@link disconnectIdentity} with its dependencies. */
export const createDisconnectIdentity =
  (deps: DisconnectIdentityDeps): DisconnectIdentity =>
  (input) =>
    disconnectIdentity(deps, input);

/**
 * Disconnects an account at a provider, which then signs nobody in here, and mails the owner. Ends
 * the sessions that it began, except the one that asks. D1 decides whether another way to sign in
 * is left, so that two such ways cannot go at once. Throws `not_found` for an unknown id and
 * another's, `last_way_in`, `storage_unavailable`.
 */
export async function disconnectIdentity(
  deps: DisconnectIdentityDeps,
  { user, sessionId, identityId, client }: DisconnectIdentityInput,
): Promise<void> {
  const { identities, waysIn, users, audit, changeUser, clock, random } = deps;
  const going = [user.id, { identityId }, deps.providers] as const;
  const [identity, isLeft] = await Promise.all([
    identities.find(user.id, identityId),
    waysIn.isLeft(...going),
  ]);
  if (identity === null) throw notFound();
  if (!isLeft) throw lastWayIn();
  const now = clock();
  const id = random.uuidAt(now);
  const told = { user, identity, client, at: now, event: id };
  await deps.tellIdentityChange({ ...told, change: 'disconnected' });
  const metadata = { provider: identity.provider, identity_id: identityId };
  const event = { id, userId: user.id, sessionId, origin: client, metadata, at: now } as const;
  const wayIn = waysIn.leftCondition(...going);
  const isRemovable = identities.removableCondition(user.id, identityId, wayIn);
  const { happened, results } = await changeUser({
    userId: user.id,
    tightens: { disconnects: { ids: [identityId], keepId: sessionId } },
    statements: [
      audit.recordWhenStatement({ ...event, type: 'identity.disconnected' }, isRemovable),
      identities.removeStatement(user.id, identityId, wayIn),
      users.recordChangeStatement(user.id, now),
      waysIn.leftStatement(...going),
    ],
    happened: ([, removed]) => removed.length > 0,
  });
  const [left] = results[3];
  if (!happened) throw left?.left === 0 ? lastWayIn() : notFound();
}
