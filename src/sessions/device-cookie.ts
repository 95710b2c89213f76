import { equalInConstantTime, type KeyRing, keyedDigest } from '../shared/digest.ts';
import type { Random } from '../shared/random.ts';
import type { AccountView } from '../users/user.ts';

/** Marks browsers that have signed in to an account before (OWASP, "Device Cookies"). */
export type DeviceCookies = ReturnType<typeof createDeviceCookies>;

const NONCE_BYTES = 16;

/**
 * A device cookie is `nonce.mac`, valid for one user and one password: changing the password makes
 * all devices unknown. A device keeps its nonce, and each nonce has its own lockout lane, so a
 * stolen cookie gives a thief only `LOCKOUT_THRESHOLD` tries.
 */
export function createDeviceCookies({ keys, random }: { keys: KeyRing; random: Random }) {
  const encoder = new TextEncoder();
  const macOf = (user: AccountView, nonce: string, key: Uint8Array = keys[0]) =>
    keyedDigest(key, user.id, nonce, String(user.passwordChangedAt ?? 0));
  const isMacOf = (mac: string, user: AccountView, nonce: string) =>
    keys.some((key) =>
      equalInConstantTime(encoder.encode(mac), encoder.encode(macOf(user, nonce, key))),
    );

  return {
    /** Returns the nonce of a device that signed in with the current password; null otherwise. */
    verify(user: AccountView, cookie: string | null): string | null {
      const [nonce = '', mac = ''] = (cookie ?? '').split('.');
      return nonce !== '' && isMacOf(mac, user, nonce) ? nonce : null;
    },

    /** Makes a cookie for a device that has just signed in. The device keeps its `known` nonce. */
    issue(user: AccountView, known: string | null): string {
      const nonce = known ?? random.bytes(NONCE_BYTES).toHex();
      return `${nonce}.${macOf(user, nonce)}`;
    },
  };
}
