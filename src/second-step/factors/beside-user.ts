import type { User } from '../../users/user.ts';
import { type Occasion, userIdOf } from '../occasion.ts';

/**
 * Reads what a factor needs of a user while the user is still being read, where the occasion names
 * them. Both are null if there is no such user, or the factor is not asked for.
 */
export async function besideUser<Read>(
  occasion: Occasion,
  reading: Promise<User | null>,
  read: (userId: string) => Promise<Read>,
): Promise<[User, Read] | [null, null]> {
  const named = userIdOf(occasion);
  const [user, early] = await Promise.all([reading, named === null ? null : read(named)]);
  if (user === null) return [null, null];
  return [user, named === null ? await read(user.id) : (early as Read)];
}
