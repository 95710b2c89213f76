import * as oauth from 'oauth4webapi';
import type { Dialect, Server } from '../dialect.ts';
import type { SocialProvider } from '../provider.ts';
import { ProviderFault } from '../provider-fault.ts';

/** OpenID Connect as it is written (Core 1.0, Discovery 1.0). */
export const plainDialect: Dialect = {
  parameters: {},
  authenticate: async ({ provider }, server) => authenticationOf(provider, server),
  issuerOf: ({ issuer }) => issuer,
  issuerOfToken: ({ issuer }) => issuer,
  checkKey: () => {},
};

/**
 * A client without a secret is a public one, which PKCE protects. Others use what the metadata
 * names, HTTP Basic first, the default of both OpenID Connect and registrations (RFC 7591 §2).
 */
function authenticationOf(
  { secret }: SocialProvider,
  { token_endpoint_auth_methods_supported: supported = ['client_secret_basic'] }: Server,
): oauth.ClientAuth {
  if (secret === null) return oauth.None();
  if (supported.includes('client_secret_basic')) return oauth.ClientSecretBasic(secret);
  if (supported.includes('client_secret_post')) return oauth.ClientSecretPost(secret);
  throw new ProviderFault('ours', 'no_way_to_authenticate');
}
