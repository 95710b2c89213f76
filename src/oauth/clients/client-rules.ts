import { validationError } from '../../http/errors.ts';
import type { FieldError } from '../../shared/errors.ts';
import type { IdTokenAlg, OauthClient } from './client.ts';

/** A client whose settings are checked, when registered and when changed. */
export type JudgedClient = Omit<OauthClient, 'createdAt' | 'updatedAt' | 'disabledAt'>;

/**
 * Refuses a client whose settings contradict each other. `algorithms` are those that this
 * deployment has a key for. Throws `validation_error` with every field that is at fault.
 */
export function assertConsistent(client: JudgedClient, algorithms: readonly IdTokenAlg[]): void {
  const errors = faultsOf(client, algorithms).map(
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

function faultsOf(client: JudgedClient, algorithms: readonly IdTokenAlg[]): [string, string][] {
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
  if (!algorithms.includes(idTokenAlg))
    faults.push(['id_token_signed_response_alg', `JWT_KEYS has no ${idTokenAlg} key`]);
  return faults;
}
