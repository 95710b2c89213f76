import { equalInConstantTime, type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { User } from '../users/user.ts';

/** Marks browsers that have signed in to an account before (OWASP, "Device Cookies"). */
export type DeviceCookies = ReturnType<typeof createDeviceCookies>;

const NONCE_BYTES = 16;

/**
 * A device cookie is `nonce.mac`, good for one user and one password: changing the password makes
 * strangers of all devices. A device keeps its nonce, and each nonce is a lockout lane of its own,
 * so a stolen cookie buys its thief `LOCKOUT_THRESHOLD` tries and no more.
 */
export function createDeviceCookies({ keys, random }: { keys: KeyRing; random: Random }) {
  const encoder = new TextEncoder();
  const macOf = (user: User, nonce: string, key: Uint8Array = keys[0]) =>
    keyedDigest(key, user.id, nonce, String(user.passwordChangedAt ?? 0));
  const isMacOf = (mac: string, user: User, nonce: string) =>
    keys.some((key) =>
      equalInConstantTime(encoder.encode(mac), encoder.encode(macOf(user, nonce, key))),
    );

  return {
    /**
     * The nonce of a device that has signed in to this account with its present password; null for
     * any other.
     */
    verify(user: User, cookie: string | null): string | null {
      const [nonce = '', mac = ''] = (cookie ?? '').split('.');
      return nonce !== '' && isMacOf(mac, user, nonce) ? nonce : null;
    },

    /** A cookie for a device that has just signed in; it keeps the nonce it had. */
    issue(user: User, known: string | null): string {
      const nonce = known ?? random.bytes(NONCE_BYTES).toHex();
      return `${nonce}.${macOf(user, nonce)}`;
    },
  };
}
