import type { Server } from '../dialect.ts';
import type { SocialProvider } from '../provider.ts';

/** GitHub, and its Enterprise editions, publish no metadata that is the same everywhere. */
export function githubServer({ issuer: base }: SocialProvider): Server {
  return {
    // What GitHub names in its callbacks (RFC 9207), since April 2026.
    issuer: `${base}/login/oauth`,
    authorization_endpoint: `${base}/login/oauth/authorize`,
    token_endpoint: `${base}/login/oauth/access_token`,
  };
}

/** Where the API of a GitHub is: that of github.com, of a tenant of ghe.com, or of a server. */
export function githubApi({ issuer }: SocialProvider): string {
  const { protocol, host } = new URL(issuer);
  const isHosted = host === 'github.com' || host.endsWith('.ghe.com');
  return isHosted ? `${protocol}//api.${host}` : `${issuer}/api/v3`;
}
