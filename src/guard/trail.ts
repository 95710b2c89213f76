import type { Origin } from '../audit/event.ts';

/** Whose event it is, where it came from, and how long it is kept (milliseconds). */
export type Trail = { userId: string; origin: Origin; keepFor: number };

/** Creates the {@link Trail} of a request. Its origin has no cookie: the guard sees no secret. */
export const createTrails =
  (keepFor: number) =>
  (userId: string, { ipAddress, userAgent, requestId }: Origin): Trail => ({
    userId,
    origin: { ipAddress, userAgent, requestId },
    keepFor,
  });
export type Trails = ReturnType<typeof createTrails>;
