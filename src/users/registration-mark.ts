import { equalInConstantTime, type KeyRing, keyedDigest } from '../shared/digest.ts';

/** Ties a browser to the registration it made. */
export type RegistrationMarks = ReturnType<typeof createRegistrationMarks>;

/**
 * A mark is `id.mac`. Together with a proof of the address it shows that the same person chose the
 * password; on its own it grants nothing.
 */
export function createRegistrationMarks({ keys }: { keys: KeyRing }) {
  const encoder = new TextEncoder();
  const macOf = (userId: string, key: Uint8Array = keys[0]) => keyedDigest(key, userId);

  return {
    /** The mark for the browser that registered this user. */
    issue: (userId: string): string => `${userId}.${macOf(userId)}`,

    /** The id of the user a browser registered; null for a missing or forged mark. */
    verify(mark: string | null): string | null {
      if (mark === null) return null;
      const [userId = '', mac = ''] = mark.split('.');
      const given = encoder.encode(mac);
      const isOurs = keys.some((key) =>
        equalInConstantTime(given, encoder.encode(macOf(userId, key))),
      );
      return isOurs ? userId : null;
    },
  };
}
