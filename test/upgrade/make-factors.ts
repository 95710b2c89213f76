import { codeAt, stepAt } from '../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from '../support/base32.ts';
import { createAuthenticator } from '../support/virtual-authenticator.ts';
import { type OldClient, PASSWORD } from './ask-old.ts';
import type { OldHolder, OldPerson } from './old-person.ts';

/**
 * Lets people set up an authenticator app and a passkey, where a version has them. `verified` makes
 * a person whose address is proved.
 */
export async function makeHolders(
  client: OldClient,
  verified: (name: string) => Promise<OldPerson>,
  now: () => number,
): Promise<Record<string, OldHolder>> {
  const { call, post, signIn, linked } = client;
  const someone = await verified('app');
  const first = await signIn(someone.email);
  const hasFactors = await call('GET', 'auth/mfa', undefined, first.access).catch(() => null);
  if (hasFactors === null) return { none: { ...someone, sessions: { first } } };
  return { app: await withApp(), passkey: await withPasskey() };

  async function withApp(): Promise<OldHolder> {
    const begun = await post<{ id: string; secret: string }>('mfa/totp', {}, first.access);
    const code = (away: number) => codeAt(fromBase32(begun.secret), stepAt(now()) + away);
    const confirm = `mfa/totp/${begun.id}/confirm`;
    const shown = await post<{ recovery_codes: string[] }>(
      confirm,
      { otp: await code(-1) },
      first.access,
    );
    const [used = '', ...recoveryCodes] = shown.recovery_codes;
    const asked = () =>
      post<{ mfa_token: string }>('login', { email: someone.email, password: PASSWORD });
    const prove = async (proof: object) =>
      client.held(
        await post('login/otp-verify', {
          mfa_token: (await asked()).mfa_token,
          token_delivery: 'body',
          ...proof,
        }),
      );
    const strong = await prove({ otp: await code(0) });
    const byRecovery = await prove({ recovery_code: used });
    return {
      ...someone,
      sessions: { strong, byRecovery },
      waiting: {
        undo: await linked(someone.email, '/undo-factor-change'),
        token: (await asked()).mfa_token,
        used,
      },
      app: { secret: begun.secret, recoveryCodes },
    };
  }

  async function withPasskey(): Promise<OldHolder> {
    const person = await verified('passkey');
    const begun = await signIn(person.email);
    const authenticator = await createAuthenticator({ counter: 5 });
    const options = await post<Parameters<typeof authenticator.create>[0]>(
      'passkeys/register/options',
      {},
      begun.access,
    );
    await post(
      'passkeys/register',
      { credential: await authenticator.create(options) },
      begun.access,
    );
    const asked = await post<Parameters<typeof authenticator.get>[0] & { challenge_token: string }>(
      'passkeys/authenticate/options',
      {},
    );
    const { challenge_token } = asked;
    const credential = await authenticator.get(asked);
    const body = { credential, challenge_token, token_delivery: 'body' };
    const strong = client.held(await post('passkeys/authenticate', body));
    return { ...person, sessions: { begun, strong }, passkey: await authenticator.save() };
  }
}
