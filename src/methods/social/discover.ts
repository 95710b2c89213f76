import * as oauth from 'oauth4webapi';
import type { Dialect, Server } from './dialect.ts';
import { METADATA, readKept } from './kept-documents.ts';
import { callOptions } from './library-options.ts';
import { ProviderFault, toFault } from './provider-fault.ts';
import { assertSecure } from './provider-fetch.ts';
import type { Talk } from './talk.ts';

/**
 * Algorithms of ID tokens (RFC 7518, RFC 8037): asymmetric ones only, so a secret signs nothing.
 */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** What a provider signs with that names nothing (OpenID Connect Core §3.1.3.7). */
const USUAL = ['RS256'];

/** Endpoints that everything depends on; the rest may be missing, but not be insecure. */
const REQUIRED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const OPTIONAL = ['userinfo_endpoint'] as const;

/**
 * Returns what an OpenID provider publishes of itself (OpenID Connect Discovery §4), kept for an
 * hour. Throws `ProviderFault`.
 */
export function discover(talk: Talk, dialect: Dialect): Promise<Server> {
  const { issuer } = talk.provider;
  const named = dialect.issuerOf(talk.provider);
  return readKept(talk, {
    key: `metadata\n${issuer}\n${named}`,
    life: METADATA,
    load: () => load(talk, { issuer, named }),
  });
}

async function load(
  talk: Talk,
  { issuer, named }: { issuer: string; named: string },
): Promise<Server> {
  try {
    const answer = await oauth.discoveryRequest(new URL(issuer), callOptions(talk));
    // A provider without metadata is down, or is none: either way nothing can begin.
    if (!answer.ok) throw new ProviderFault('unreachable', `metadata_status_${answer.status}`);
    return check(talk, await oauth.processDiscoveryResponse(new URL(named), answer));
  } catch (error) {
    throw toFault(error) ?? error;
  }
}

function check({ isProduction }: Talk, server: Server): Server {
  for (const name of [...REQUIRED, ...OPTIONAL]) {
    const url = server[name];
    if (url === undefined && OPTIONAL.includes(name as never)) continue;
    if (typeof url !== 'string') throw new ProviderFault('invalid', `metadata_without:${name}`);
    assertSecure(url, isProduction);
  }
  const said = server.id_token_signing_alg_values_supported;
  const algorithms = Array.isArray(said) ? said : USUAL;
  return {
    ...server,
    id_token_signing_alg_values_supported: ALGORITHMS.filter((alg) => algorithms.includes(alg)),
  };
}
