import type { Context } from 'hono';
import { validationError } from '../../http/errors.ts';
import { isForm, readForm } from '../../http/form.ts';
import { invalidClient } from '../../http/oauth-error.ts';
import { readBasic } from '../client-credentials.ts';
import { isSecretOf } from './client-secret.ts';
import type { StoredClient } from './client-store.ts';
import type { FindClient } from './find-client.ts';

/** The ways to authenticate that are taken, as the metadata names them. */
export const TAKEN_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const;

/** {@link authenticateClient} with its dependencies. */
export const createAuthenticateClient = (deps: { findClient: FindClient }) => (c: Context) =>
  authenticateClient(deps, c);
export type AuthenticateClient = ReturnType<typeof createAuthenticateClient>;

type Presented = { id: string; secret: string | null };

/**
 * Returns the client that a form comes from, if it authenticates in the way that it is registered
 * for and in no other (RFC 6749 §2.3): by HTTP Basic, form-encoded or raw, by a secret in the form,
 * or as a public client by its id alone. Throws `invalid_client`, `validation_error` for two ways
 * at once, `storage_unavailable`.
 */
export async function authenticateClient(
  { findClient }: { findClient: FindClient },
  c: Context,
): Promise<StoredClient> {
  const authorization = c.req.header('Authorization') ?? '';
  const byHeader = /^Basic(?: |$)/i.test(authorization);
  const named = await namedInForm(c);
  if (byHeader && named.secret !== null) throw twoWays();
  const presented: Presented[] = byHeader
    ? readBasic(authorization).filter(({ id }) => named.id === null || named.id === id)
    : [{ id: named.id ?? '', secret: named.secret }];
  for (const { id, secret } of presented) {
    const client = id === '' ? null : await findClient(id);
    if (client !== null && isProved(client, secret, byHeader)) return client;
  }
  throw invalidClient({ headers: { 'WWW-Authenticate': 'Basic realm="clients"' } });
}

function isProved(client: StoredClient, secret: string | null, byHeader: boolean): boolean {
  const { authMethod, disabledAt, id, secrets } = client;
  if (disabledAt !== null) return false;
  if (authMethod === 'none') return secret === null && !byHeader;
  if (authMethod !== (byHeader ? 'client_secret_basic' : 'client_secret_post')) return false;
  return secret !== null && isSecretOf(id, secrets, secret);
}

async function namedInForm(c: Context): Promise<{ id: string | null; secret: string | null }> {
  if (!isForm(c)) return { id: null, secret: null };
  const { client_id: id = null, client_secret: secret = null } = await readForm(c);
  // A list if it came more than once.
  if (typeof id === 'object' && id !== null) throw repeated('client_id');
  if (typeof secret === 'object' && secret !== null) throw repeated('client_secret');
  return { id: id as string | null, secret: secret as string | null };
}

const faulty = (field: string, message: string) =>
  validationError({ errors: [{ field, code: 'custom', message }] });
const repeated = (field: string) => faulty(field, 'is given more than once');
const twoWays = () => faulty('client_secret', 'is in the header already');
