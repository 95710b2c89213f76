import { importJWK, type JWK } from 'jose';
import { toBase64Url } from './bytes.ts';

/** A decoded COSE key (RFC 9052 §7): numbers or bytes by numbers. */
type CoseKey = { get(label: number): unknown };

const KTY = 1;
const ALG = 3;
/** Of EC and OKP keys: curve, x, y. Of RSA keys: n, e. */
const FIRST = -1;
const SECOND = -2;
const THIRD = -3;

/** In bytes. */
type Length = { least: number; most: number };
const POINT: Length = { least: 32, most: 32 };
/** NIST SP 800-131A asks for 2048 bits; above 4096 they only cost CPU. */
const MODULUS: Length = { least: 256, most: 512 };
/** The usual exponent, 65537. */
const EXPONENT = 'AQAB';

/** Whether a passkey's key is one that our algorithms can verify with: a point of their curve. */
export async function isUsableKey(key: CoseKey): Promise<boolean> {
  const jwk = toEcKey(key) ?? toOkpKey(key) ?? toRsaKey(key);
  if (jwk === null) return false;
  try {
    await importJWK(jwk);
    return true;
  } catch {
    return false;
  }
}

const is = (key: CoseKey, kty: number, alg: number) => key.get(KTY) === kty && key.get(ALG) === alg;

function bytesOf(key: CoseKey, label: number, { least, most }: Length): string | null {
  const value = key.get(label);
  if (!(value instanceof Uint8Array)) return null;
  return value.length < least || value.length > most ? null : toBase64Url(value);
}

function toEcKey(key: CoseKey): JWK | null {
  if (!is(key, 2, -7) || key.get(FIRST) !== 1) return null;
  const [x, y] = [bytesOf(key, SECOND, POINT), bytesOf(key, THIRD, POINT)];
  return x === null || y === null ? null : { kty: 'EC', crv: 'P-256', alg: 'ES256', x, y };
}

function toOkpKey(key: CoseKey): JWK | null {
  if (!is(key, 1, -8) || key.get(FIRST) !== 6) return null;
  const x = bytesOf(key, SECOND, POINT);
  return x === null ? null : { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x };
}

function toRsaKey(key: CoseKey): JWK | null {
  if (!is(key, 3, -257)) return null;
  const [n, e] = [bytesOf(key, FIRST, MODULUS), bytesOf(key, SECOND, { least: 3, most: 3 })];
  return n === null || e !== EXPONENT ? null : { kty: 'RSA', alg: 'RS256', n, e };
}
