import type { Context } from 'hono';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { validationError } from '../../http/errors.ts';
import { isForm, readForm } from '../../http/form.ts';
import { invalidClient } from '../../http/oauth-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { digestOf } from '../../shared/digest.ts';
import { readBasic } from '../client-credentials.ts';
import {
  ASSERTION_TYPE,
  type AssertionReader,
  clientOfAssertion,
  judgeAssertion,
} from './client-assertion.ts';
import { isSecretOf } from './client-secret.ts';
import type { StoredClient } from './client-store.ts';
import type { FindClient } from './find-client.ts';

export type AuthenticateClientDeps = {
  findClient: FindClient;
  guards: Pick<AccountGuards, 'useOnce' | 'clientPlace'>;
  reader: AssertionReader;
  clock: Clock;
};

/** {@link authenticateClient} with its dependencies. */
export const createAuthenticateClient = (deps: AuthenticateClientDeps) => (c: Context) =>
  authenticateClient(deps, c);
export type AuthenticateClient = ReturnType<typeof createAuthenticateClient>;

type Presented = { id: string; secret: string | null };

/** What a form may hold to authenticate its client by. */
const FIELDS = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'] as const;
type Named = Record<(typeof FIELDS)[number], string | null>;
/** Characters of an assertion. */
const LONGEST = 8192;

/**
 * Returns the client that a form comes from, if it authenticates in the way that it is registered
 * for and in no other (RFC 6749 §2.3): by HTTP Basic, form-encoded or raw, by a secret in the form,
 * by an assertion that nobody has used before, or as a public client by its id alone. Throws
 * `invalid_client`, `validation_error` for two ways at once, `storage_unavailable`.
 */
export async function authenticateClient(
  deps: AuthenticateClientDeps,
  c: Context,
): Promise<StoredClient> {
  const authorization = c.req.header('Authorization') ?? '';
  const byHeader = /^Basic(?: |$)/i.test(authorization);
  const named = await namedInForm(c);
  const { client_id: namedId, client_secret: secret, client_assertion: assertion } = named;
  const byAssertion = assertion !== null || named.client_assertion_type !== null;
  if (byAssertion && (byHeader || secret !== null)) throw twoWays('client_assertion');
  if (byHeader && secret !== null) throw twoWays('client_secret');
  if (byAssertion) return asserted(deps, named);
  const presented: Presented[] = byHeader
    ? readBasic(authorization).filter(({ id }) => namedId === null || namedId === id)
    : [{ id: namedId ?? '', secret }];
  for (const one of presented) {
    const client = one.id === '' ? null : await deps.findClient(one.id);
    if (client !== null && isProved(client, one.secret, byHeader)) return client;
  }
  throw unproved();
}

function isProved(client: StoredClient, secret: string | null, byHeader: boolean): boolean {
  const { authMethod, disabledAt, id, secrets } = client;
  if (disabledAt !== null) return false;
  if (authMethod === 'none') return secret === null && !byHeader;
  if (authMethod !== (byHeader ? 'client_secret_basic' : 'client_secret_post')) return false;
  return secret !== null && isSecretOf(id, secrets, secret);
}

/** The client that an assertion proves, which it uses up. */
async function asserted(
  { findClient, guards, reader, clock }: AuthenticateClientDeps,
  named: Named,
): Promise<StoredClient> {
  const { client_id: namedId, client_assertion: assertion, client_assertion_type: type } = named;
  if (assertion === null || assertion.length > LONGEST || type !== ASSERTION_TYPE) throw unproved();
  const id = clientOfAssertion(assertion) ?? '';
  const client = id === '' || (namedId ?? id) !== id ? null : await findClient(id);
  if (client?.authMethod !== 'private_key_jwt' || client.disabledAt !== null) throw unproved();
  const now = clock();
  const judged = await judgeAssertion(reader, { assertion, client, now });
  if (judged.kind === 'forged') throw unproved();
  // Its maker has proved who they are, and may know.
  if (judged.kind === 'refused') throw unproved(judged.why);
  const digest = digestOf('client-assertion', id, judged.jti);
  const use = { digest, expiresAt: judged.expiresAt, now };
  if (!(await guards.useOnce(guards.clientPlace(id), use))) throw unproved('jti was used before');
  return client;
}

async function namedInForm(c: Context): Promise<Named> {
  const form = isForm(c) ? await readForm(c) : {};
  const read = (field: (typeof FIELDS)[number]) => {
    const value = form[field] ?? null;
    // A list if it came more than once.
    if (typeof value === 'object' && value !== null) throw faulty(field, 'is given more than once');
    return [field, value];
  };
  return Object.fromEntries(FIELDS.map(read)) as Named;
}

const faulty = (field: string, message: string) =>
  validationError({ errors: [{ field, code: 'custom', message }] });
const twoWays = (field: string) => faulty(field, 'comes with another way to authenticate');

function unproved(why?: string) {
  const errors = [{ field: 'client_assertion', code: 'custom', message: why ?? '' }];
  const headers = { 'WWW-Authenticate': 'Basic realm="clients"' };
  return invalidClient({ headers, ...(why !== undefined && { errors }) });
}
