import type { World } from '../invariant.ts';
import type { Role, Session } from '../people.ts';

// Sign-ins are what the default limits leave least of, so invariants share them.

const kept = (world: World, role: Role, name: string): Promise<Session> =>
  world.once(`${role}: ${name}`, async () =>
    world.people.signIn(await world.people.verified(role)),
  );

/** A session that stays. */
export const lastingSession = (world: World): Promise<Session> =>
  kept(world, 'sessions', 'lasting');

/** A session that is refreshed and then signed out. */
export const spareSession = (world: World): Promise<Session> => kept(world, 'sessions', 'spare');
