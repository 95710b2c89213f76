import { type Clock, SECOND } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { Prepare, Prepared } from './version-calls.ts';

/** Milliseconds that D1 has for a change. */
export const CHANGE_TIME = 10 * SECOND;

/** A change of which the guard has been told, and what it said. */
export type Announced = Pick<Prepare, 'nonce' | 'deadline'> & { prepared: Prepared };

export type AnnounceDeps = {
  clock: Clock;
  /** The real clock, which D1's agrees with. */
  wall: Clock;
  random: Random;
};

/** Makes the announcement of a change that D1 is to make at once. */
export function newAnnouncement(
  { clock, wall, random }: AnnounceDeps,
  given: Pick<Prepare, 'tightens' | 'success'> = {},
): Prepare {
  return { nonce: random.uuid(), deadline: wall() + CHANGE_TIME, now: clock(), ...given };
}
