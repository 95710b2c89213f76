import * as z from 'zod';
import { readName } from './claims.ts';

/** Characters; two names of 150 and an address fit in. */
const MAX_USER = 2048;

const appleUser = z.object({
  name: z.object({ firstName: z.unknown(), lastName: z.unknown() }).partial().optional(),
});

/**
 * Returns the names in the `user` that Apple sends along the first time somebody signs in. It comes
 * through the browser and is signed by nobody, so only names are taken, as a form would take them.
 */
export function readAppleUser(text: string | null): { firstName: string; lastName: string } {
  const none = { firstName: '', lastName: '' };
  if (text === null || text.length > MAX_USER) return none;
  const user = appleUser.safeParse(parseJson(text));
  if (!user.success) return none;
  const { firstName, lastName } = user.data.name ?? {};
  return { firstName: readName(firstName), lastName: readName(lastName) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
