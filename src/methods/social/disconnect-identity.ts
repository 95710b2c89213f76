import type { ClientInfo } from '../../http/client-info.ts';
import type { AccountView } from '../../users/user.ts';

export type DisconnectIdentityInput = {
  user: AccountView;
  sessionId: string;
  identityId: string;
  client: ClientInfo;
};
/** Throws `not_found`, `last_way_in`, `storage_unavailable`. */
export type DisconnectIdentity = (input: DisconnectIdentityInput) => Promise<void>;
