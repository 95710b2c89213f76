import { createHmac } from 'node:crypto';
import type * as OtpAuth from 'otpauth/bare';
import { SECOND } from '../../shared/clock.ts';
import { equalInConstantTime } from '../../shared/digest.ts';

/** Milliseconds of a time step (RFC 6238 §5.2 recommends 30 s). */
export const STEP = 30 * SECOND;
/** Steps by which a clock may differ, each way (RFC 6238 §5.2: at most one). */
const SKEW = 1;
/** Bytes of a secret: as many as SHA-1 has (RFC 4226 §4, R6). */
export const SECRET_BYTES = 20;

// What every authenticator app supports; several ignore other choices (RFC 6238 §1.2).
const OF_ALL_APPS = { algorithm: 'SHA1', digits: 6 } as const;
// The library without hashes of its own: the platform's is faster.
const hmac = (_: string, key: Uint8Array, message: Uint8Array) =>
  new Uint8Array(createHmac('sha1', key).update(message).digest());

// Loaded on first use, since few requests need it. The value is kept, not the promise: the promise
// of an aborted request would never settle for others.
let library: typeof OtpAuth | undefined;
async function load(): Promise<typeof OtpAuth> {
  library ??= await import('otpauth/bare');
  return library;
}

const toSecret = ({ Secret }: typeof OtpAuth, bytes: Uint8Array) =>
  new Secret({ buffer: Uint8Array.from(bytes).buffer });

/** Returns the six digits that an authenticator app shows in a time step (RFC 6238 §4.2). */
export async function codeAt(bytes: Uint8Array, step: number): Promise<string> {
  const otp = await load();
  return otp.HOTP.generate({ ...OF_ALL_APPS, secret: toSecret(otp, bytes), counter: step, hmac });
}

/** The time step of a moment (epoch milliseconds). */
export const stepAt = (now: number): number => Math.floor(now / STEP);

/**
 * Returns the time step whose code was typed: the present one, the one before or the one after;
 * null for any other code. Takes as long for a wrong code as for a right one.
 */
export async function findStep(
  bytes: Uint8Array,
  code: string,
  now: number,
): Promise<number | null> {
  const typed = new TextEncoder().encode(code);
  let found: number | null = null;
  for (let step = stepAt(now) + SKEW; step >= stepAt(now) - SKEW; step--) {
    const expected = new TextEncoder().encode(await codeAt(bytes, Math.max(step, 0)));
    if (equalInConstantTime(typed, expected)) found = step;
  }
  return found;
}

/** What an authenticator app is told. `account` names it within the service, as by an address. */
export type KeyUri = { issuer: string; account: string; bytes: Uint8Array };

/**
 * Returns the secret in base32, to type, and in a URI, to scan
 * (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
 */
export async function describeSecret({ issuer, account, bytes }: KeyUri) {
  const otp = await load();
  const secret = toSecret(otp, bytes);
  const names = { issuer, label: account };
  const uri = new otp.TOTP({ ...OF_ALL_APPS, ...names, secret, hmac, period: STEP / SECOND });
  return { base32: secret.base32, uri: uri.toString() };
}
