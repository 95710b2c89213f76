import { createHash, createPublicKey } from 'node:crypto';
import { base64url, CompactEncrypt, CompactSign } from 'jose';
import { type Account, makeSigningKey, type SigningKey, TENANT } from './account.ts';

export type Granted = { nonce: string | null; issuer: string; accessToken: string };

const PROFILE = ['email', 'email_verified', 'name', 'given_name', 'family_name'];

/** Claims of the person that both an ID token and user info may have. */
export function profileOf({ person }: Account): Record<string, unknown> {
  return Object.fromEntries(Object.entries(person).filter(([name]) => PROFILE.includes(name)));
}

/** Makes an ID token, with what the account does wrong. */
export async function makeIdToken(
  account: Account,
  key: SigningKey,
  granted: Granted,
): Promise<string> {
  const claims = withFaults(account, claimsOf(account, granted));
  const has = (fault: Account['faults'][number]) => account.faults.includes(fault);
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  if (has('unsigned')) return `${encode({ alg: 'none' })}.${base64url.encode(payload)}.`;
  if (has('hs256_by_secret')) return signBySecret(payload, account.secret ?? 'none', key.kid);
  if (has('hs256_by_public_key')) return signBySecret(payload, pemOf(key), key.kid);
  if (has('encrypted'))
    return new CompactEncrypt(payload)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(new Uint8Array(32));
  const other = has('other_key') || has('unknown_kid') ? await makeSigningKey() : key;
  const kid = has('other_key') ? key.kid : other.kid;
  const token = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(other.privateKey);
  return has('tampered') ? tamper(token) : token;
}

function claimsOf(account: Account, { nonce, issuer, accessToken }: Granted) {
  const now = account.now ?? Math.floor(Date.now() / 1000);
  const digest = createHash('sha256').update(accessToken).digest();
  const profile = account.profileIn === 'token' ? {} : profileOf(account);
  const person = Object.entries(account.person).filter(([name]) => !(name in profile));
  const tenant = account.shape === 'microsoft' ? { tid: account.person.tid ?? TENANT } : {};
  return {
    auth_time: now,
    ...Object.fromEntries(person),
    ...tenant,
    iss: issuer,
    aud: account.clientId,
    iat: now,
    exp: now + 3600,
    at_hash: digest.subarray(0, 16).toString('base64url'),
    ...(nonce === null ? {} : { nonce }),
  } as Record<string, unknown>;
}

function withFaults({ faults }: Account, claims: Record<string, unknown>) {
  const now = Math.floor(Date.now() / 1000);
  const wrong: Partial<Record<Account['faults'][number], Record<string, unknown>>> = {
    wrong_nonce: { nonce: 'another' },
    no_nonce: { nonce: undefined },
    wrong_aud: { aud: 'another-client' },
    foreign_auds: { aud: [claims.aud, 'another-client'] },
    wrong_iss: { iss: 'https://accounts.elsewhere.test' },
    wrong_azp: { azp: 'another-client' },
    expired: { exp: now - 120, iat: now - 3600 },
    future_iat: { iat: now + 600 },
    text_exp: { exp: String(now + 3600) },
    wrong_at_hash: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' },
    no_sub: { sub: undefined },
    empty_sub: { sub: '' },
    number_sub: { sub: 42 },
    long_sub: { sub: 'x'.repeat(256) },
    wrong_tid: { tid: '99999999-2222-3333-4444-555555555555' },
    no_tid: { tid: undefined },
  };
  return Object.assign(claims, ...faults.map((fault) => wrong[fault] ?? {}));
}

const encode = (value: object) => base64url.encode(JSON.stringify(value));

function signBySecret(payload: Uint8Array, secret: string, kid: string): Promise<string> {
  return new CompactSign(payload)
    .setProtectedHeader({ alg: 'HS256', kid })
    .sign(new TextEncoder().encode(secret.padEnd(32, '.')));
}

const pemOf = ({ publicJwk }: SigningKey): string =>
  createPublicKey({ key: publicJwk as never, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** Another person's claims under the same signature. */
function tamper(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as object;
  return `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`;
}
