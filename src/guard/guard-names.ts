import { base64url } from 'jose';
import { digestOf, keyedDigest } from '../shared/digest.ts';
import type { Lane } from './lanes.ts';

/** Guards shared by all unknown names. Their number is fixed, however many names are tried. */
const DECOYS = 256;
const ADDRESS = 'address-';
const CLIENT = 'client-';

/** Names of guards that belong to no user. */
export function guardNames(digestKey: Uint8Array) {
  return {
    /**
     * Where the tries at an unknown name are counted: one of a fixed number of guards, under a
     * separate lane. An unknown name costs and locks like a known one without an object per name.
     */
    decoyFor(name: string): { guard: string; lane: Lane } {
      const digest = keyedDigest(digestKey, 'decoy', name);
      return {
        guard: `decoy-${(base64url.decode(digest)[0] ?? 0) % DECOYS}`,
        lane: `name:${digest}`,
      };
    },

    /**
     * Where secrets that prove an address are recorded and tried: one guard for all its
     * registrations. Registering it again renews no tries, and a link outlives the registration it
     * was mailed for. Unkeyed: a code, its tries and an erasure must find the same guard after a
     * rotation of `AUTH_SECRET`. Guards are listed by ids that the platform derives from their
     * names, never by name.
     */
    addressPlace: (emailNormalized: string): string =>
      `${ADDRESS}${digestOf('address', emailNormalized)}`,

    /** Where what an OAuth client uses once is kept. Only for ids of registered clients. */
    clientPlace: (clientId: string): string => `${CLIENT}${clientId}`,

    /** Whether a guard is that of an address. */
    isAddressPlace: (name: string): boolean => name.startsWith(ADDRESS),
  };
}
