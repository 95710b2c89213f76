import { as, type Tokens } from './people.ts';
import type { TestApp } from './test-app.ts';
import {
  type Authenticator,
  type AuthenticatorTraits,
  type Changes,
  createAuthenticator,
} from './virtual-authenticator.ts';

export const PASSKEYS = '/api/v1/auth/passkeys';

type Registered = {
  passkey: { id: string; label: string; credential_id: string };
  recovery_codes?: string[];
};

/** Asks for options of a new passkey, and sends what the authenticator makes of them. */
export async function offerPasskey(
  app: TestApp,
  by: { access_token: string },
  authenticator: Authenticator,
  changes: Changes = {},
  body: Record<string, unknown> = {},
): Promise<Response> {
  const asked = await app.auth.passkeys.register.options.$post({}, as(by));
  const options = (await asked.json()) as Parameters<Authenticator['create']>[0];
  const credential = await authenticator.create(options, changes);
  return app.post(`${PASSKEYS}/register`, { credential, ...body }, as(by).headers);
}

/** Adds a passkey to an account, and returns it with its authenticator. */
export async function addPasskey(
  app: TestApp,
  by: Tokens,
  traits: AuthenticatorTraits = {},
): Promise<Registered['passkey'] & { authenticator: Authenticator; recoveryCodes: string[] }> {
  const authenticator = await createAuthenticator(traits);
  const response = await offerPasskey(app, by, authenticator);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const { passkey, recovery_codes: recoveryCodes = [] } = (await response.json()) as Registered;
  return { ...passkey, authenticator, recoveryCodes };
}

export type SignInOptions = Parameters<Authenticator['get']>[0] & { challenge_token: string };

/** Options of a sign-in without a name. */
export async function askToSignIn(app: TestApp): Promise<SignInOptions> {
  const asked = await app.auth.passkeys.authenticate.options.$post({});
  return (await asked.json()) as SignInOptions;
}

/** Sends a proof as a client without cookies does. */
export function presentPasskey(
  app: TestApp,
  credential: unknown,
  challenge_token?: string,
  init: { ip?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const body = { credential, challenge_token, token_delivery: 'body' };
  const { headers = {}, ...rest } = init;
  return app.post(`${PASSKEYS}/authenticate`, body, headers, rest);
}

/** Signs in with a passkey, or tries to. */
export async function tryPasskey(
  app: TestApp,
  authenticator: Authenticator,
  changes: Changes = {},
): Promise<Response> {
  const options = await askToSignIn(app);
  return presentPasskey(app, await authenticator.get(options, changes), options.challenge_token);
}
