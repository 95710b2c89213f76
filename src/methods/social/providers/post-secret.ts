import * as oauth from 'oauth4webapi';
import type { SocialProvider } from '../provider.ts';
import { ProviderFault } from '../provider-fault.ts';

/** A secret in the body, as the large providers document it. Throws `ProviderFault` without one. */
export function postSecret({ secret }: SocialProvider): oauth.ClientAuth {
  if (secret === null) throw new ProviderFault('ours', 'no_secret');
  return oauth.ClientSecretPost(secret);
}
