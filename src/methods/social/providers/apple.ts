import { importPKCS8, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { MINUTE, SECOND } from '../../../shared/clock.ts';
import type { Dialect } from '../dialect.ts';
import { ProviderFault } from '../provider-fault.ts';
import type { Talk } from '../talk.ts';
import { plainDialect } from './openid.ts';

/** Milliseconds that a client secret is good for. Apple allows six months; one call needs less. */
const SECRET_LIFE = 5 * MINUTE;

/**
 * Apple: sends the browser back with a form, as it must where a name or an address is asked for,
 * and takes a token for a client secret, which is made for each exchange.
 */
export const appleDialect: Dialect = {
  ...plainDialect,
  parameters: { response_mode: 'form_post' },
  authenticate: async (talk) => oauth.ClientSecretPost(await makeSecret(talk)),
};

async function makeSecret({ provider, clock }: Talk): Promise<string> {
  const { secret, appleKey, clientId, issuer } = provider;
  if (secret === null || appleKey === null) throw new ProviderFault('ours', 'no_secret');
  const now = clock();
  try {
    return await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: appleKey.keyId })
      .setIssuer(appleKey.teamId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt(Math.floor(now / SECOND))
      .setExpirationTime(Math.floor((now + SECRET_LIFE) / SECOND))
      .sign(await importPKCS8(secret, 'ES256'));
  } catch (cause) {
    throw new ProviderFault('ours', 'unusable_private_key', { cause });
  }
}
