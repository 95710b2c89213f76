import { validationError } from '../../http/errors.ts';
import type { FieldError } from '../../shared/errors.ts';
import { faultOfBackChannelUri } from './back-channel-uri.ts';
import type { IdTokenAlg, OauthClient } from './client.ts';

/** A client whose settings are checked, when registered and when changed. */
export type JudgedClient = Omit<OauthClient, 'createdAt' | 'updatedAt' | 'disabledAt'>;

/** What this deployment allows clients. */
export type ClientTerms = {
  /** Algorithms that it has a key for, the one to use by default first. */
  idTokenAlgorithms: readonly IdTokenAlg[];
  /** Whether it runs on a developer's machine, and may call that. */
  isDevelopment: boolean;
};

/**
 * Refuses a client whose settings contradict each other or the terms. Throws `validation_error`
 * with every field that is at fault.
 */
export function assertConsistent(client: JudgedClient, terms: ClientTerms): void {
  const errors = faultsOf(client, terms).map(
    ([field, message]): FieldError => ({ field, code: 'custom', message }),
  );
  if (errors.length > 0) throw invalidClientSettings(errors);
}

/** A refusal that names each field in its text too, for those who read no JSON. */
export const invalidClientSettings = (errors: FieldError[]) =>
  validationError({
    errors,
    detail: `${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}.`,
  });

function faultsOf(client: JudgedClient, terms: ClientTerms): [string, string][] {
  const { authMethod, jwks, scopes, firstParty, requirePkce, idTokenAlg } = client;
  const faults: [string, string][] = [];
  const isPublic = authMethod === 'none';
  if (authMethod === 'private_key_jwt' && jwks === null)
    faults.push([
      'jwks',
      'private_key_jwt needs the public keys of the client; a jwks_uri is not fetched',
    ]);
  if (authMethod !== 'private_key_jwt' && jwks !== null)
    faults.push(['jwks', 'Only private_key_jwt uses keys']);
  // RFC 9700 §2.1.1: a public client has nothing but PKCE against a stolen code.
  if (isPublic && !requirePkce) faults.push(['require_pkce', 'A public client needs PKCE']);
  if (!firstParty && scopes.includes('account'))
    faults.push(['scope', 'Only first-party clients may hold account']);
  const uri = client.backchannelLogoutUri;
  const fault = uri === null ? null : faultOfBackChannelUri(uri, terms);
  if (fault !== null) faults.push(['backchannel_logout_uri', fault]);
  if (!terms.idTokenAlgorithms.includes(idTokenAlg))
    faults.push(['id_token_signed_response_alg', `JWT_KEYS has no ${idTokenAlg} key`]);
  return faults;
}
