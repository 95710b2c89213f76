import { codeAt, stepAt } from '../../src/second-step/totp/one-time-passwords.ts';
import { fromBase32 } from './base32.ts';
import { type Answer, as, PASSWORD, pendingIn, type Tokens } from './people.ts';
import type { TestApp } from './test-app.ts';

/** An authenticator app that shows the codes of an account. */
export type Device = {
  id: string;
  secret: Uint8Array;
  /** What came with the first factor. */
  recoveryCodes: string[];
  /** The code at the app's clock, or some steps away from it. */
  code: (away?: number) => Promise<string>;
};

/** Begins to set up an authenticator app. */
export async function beginTotp(app: TestApp, by: string | Tokens, label?: string) {
  const json = label === undefined ? {} : { label };
  const begun = await app.auth.mfa.totp.$post({ json }, as(by));
  if (begun.status !== 201) throw new Error(`totp: ${begun.status} ${await begun.text()}`);
  const { id, secret: base32, ...shown } = await begun.json();
  const secret = fromBase32(base32);
  const code = (away = 0) => codeAt(secret, stepAt(app.clock()) + away);
  return { id, secret, base32, code, ...shown };
}

export const confirmTotp = (app: TestApp, by: string | Tokens, id: string, otp: string) =>
  app.auth.mfa.totp[':id'].confirm.$post({ param: { id }, json: { otp } }, as(by));

/** Sets up an authenticator app, and moves on to a time step whose code is unused. */
export async function setUpTotp(
  app: TestApp,
  by: string | Tokens,
  label?: string,
): Promise<Device> {
  const { id, secret, code } = await beginTotp(app, by, label);
  const confirmed = await confirmTotp(app, by, id, await code());
  if (!confirmed.ok) throw new Error(`confirm: ${confirmed.status} ${await confirmed.text()}`);
  const { recovery_codes: recoveryCodes = [] } = (await confirmed.json()) as {
    recovery_codes?: string[];
  };
  app.advance(3 * 30_000);
  return { id, secret, recoveryCodes, code };
}

/** Gives the password of an account with a second step; returns what waits for it. */
export async function givePassword(app: TestApp, email: string) {
  const json = { email, password: PASSWORD, token_delivery: 'body' as const };
  return pendingIn(await app.auth.login.$post({ json }));
}

/** The second proof of a sign-in. */
export const prove = (app: TestApp, mfa_token: string, proof: object): Promise<Answer> =>
  app.auth.login['otp-verify'].$post({ json: { mfa_token, token_delivery: 'body', ...proof } });

/** Signs in by password and the code of a device. */
export async function signInWithTotp(app: TestApp, email: string, device: Device): Promise<Tokens> {
  const { mfa_token } = await givePassword(app, email);
  const done = await prove(app, mfa_token, { otp: await device.code() });
  if (!done.ok) throw new Error(`sign-in: ${done.status} ${await done.text()}`);
  app.advance(3 * 30_000);
  return (await done.json()) as Tokens;
}

/** A code that is none of these. */
export const wrongCode = (...right: string[]): string => {
  const code = ['000000', '111111', '222222', '333333', '444444'].find(
    (one) => !right.includes(one),
  );
  return code ?? '555555';
};
