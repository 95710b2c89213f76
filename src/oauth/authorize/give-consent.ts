import type { ClientInfo } from '../../http/client-info.ts';
import type { FindClient } from '../clients/find-client.ts';
import type { Consents } from '../grants/consents.ts';
import type { Authorize, Authorized } from './authorize.ts';
import { grantable } from './judge-parameters.ts';
import type { AuthorizeRequest } from './request.ts';

export type GiveConsentDeps = {
  findClient: FindClient;
  consents: Pick<Consents, 'save'>;
  authorize: Authorize;
};

export type GiveConsentInput = {
  request: AuthorizeRequest;
  /** Who was shown what is consented to, and is signed in. */
  userId: string;
  /** Of their session. */
  refreshToken: string;
  info: ClientInfo;
};

/** {@link giveConsent} with its dependencies. */
export const createGiveConsent = (deps: GiveConsentDeps) => (input: GiveConsentInput) =>
  giveConsent(deps, input);
export type GiveConsent = ReturnType<typeof createGiveConsent>;

/**
 * Records that a user lets a client have what it asks for, and goes on. A second time adds nothing
 * and issues another code. Throws `storage_unavailable`.
 */
export async function giveConsent(
  { findClient, consents, authorize }: GiveConsentDeps,
  { request, userId, refreshToken, info }: GiveConsentInput,
): Promise<Authorized> {
  const client = await findClient(request.clientId);
  const scope = client === null ? '' : grantable(request.scope, client);
  if (scope !== '') await consents.save(userId, { clientId: request.clientId, scope }, info);
  return authorize({ request, refreshToken, isAnswered: true });
}
