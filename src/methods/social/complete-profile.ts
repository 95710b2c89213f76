import * as oauth from 'oauth4webapi';
import type { Claims } from './claims.ts';
import type { Server } from './dialect.ts';
import { callOptions, clientOf } from './library-options.ts';
import type { Talk } from './talk.ts';

/** What may be taken from the endpoint, which is signed by nobody but reached by TLS. */
const PROFILE = ['email', 'email_verified', 'name', 'given_name', 'family_name'] as const;

/**
 * Returns the claims of an ID token. If they name no address and the provider has an endpoint for
 * it, address and names come from there (OpenID Connect Core §5.3), but nothing that is said about
 * the sign-in. Throws what the library throws; the subject has to be the same.
 */
export async function completeProfile(
  talk: Talk,
  { server, accessToken, claims }: { server: Server; accessToken: string; claims: Claims },
): Promise<Claims> {
  if (claims.email !== undefined || server.userinfo_endpoint === undefined) return claims;
  const client = clientOf(talk);
  const response = await oauth.userInfoRequest(server, client, accessToken, callOptions(talk));
  const subject = String(claims.sub);
  const said: Claims = await oauth.processUserInfoResponse(server, client, subject, response);
  // Whether an address is verified, or its domain the tenant's, is said where the address is.
  const { email_verified: _, xms_edov: __, ...rest } = claims;
  return { ...Object.fromEntries(PROFILE.map((name) => [name, said[name]])), ...rest };
}
