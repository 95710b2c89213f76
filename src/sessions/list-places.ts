import { knownCountry, plausibleCity } from '../http/place.ts';
import type { ReadSessions } from './read-sessions.ts';

/** Where an address was when somebody signed in from it. */
export type Place = { city: string | null; country: string | null };

/** {@link listPlaces} with its dependencies. */
export const createListPlaces = (deps: { readSessions: ReadSessions }) => (userId: string) =>
  listPlaces(deps, userId);
export type ListPlaces = ReturnType<typeof createListPlaces>;

/**
 * Returns the places of a user's sessions, ended ones too, by address: events keep an address, and
 * no place. Throws `storage_unavailable`.
 */
export async function listPlaces(
  { readSessions }: { readSessions: ReadSessions },
  userId: string,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  // Latest first: where an address has moved, the place that it has now.
  for (const { ipAddress, city, country } of await readSessions.all(userId)) {
    if (ipAddress === null || places.has(ipAddress)) continue;
    places.set(ipAddress, { city: plausibleCity(city), country: knownCountry(country) });
  }
  return places;
}
