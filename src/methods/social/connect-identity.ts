import type { ClientInfo } from '../../http/client-info.ts';
import type { AccountView } from '../../users/user.ts';
import type { ProviderAnswer } from './provider-answer.ts';

export type ConnectIdentityInput = {
  user: AccountView;
  sessionId: string;
  answer: ProviderAnswer;
  client: ClientInfo;
};
/**
 * Throws `identity_taken`, `provider_connected`, `too_many_identities`, `email_not_verified`,
 * `storage_unavailable`.
 */
export type ConnectIdentity = (
  input: ConnectIdentityInput,
) => Promise<'connected' | 'yours_already'>;
