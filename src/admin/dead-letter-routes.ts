import { type Context, Hono } from 'hono';
import { clientInfo } from '../http/client-info.ts';
import { validate, validateOptional } from '../http/contract.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { dropLetterDoc, listLettersDoc, retryLetterDoc } from './dead-letter-docs.ts';
import { deadLettersQuery, letterParam } from './dead-letter-view.ts';
import type { DeadLetters } from './dead-letters.ts';
import { reasonBody } from './route-schemas.ts';
import { letAdminsAct, letStaffRead, type StaffGateDeps } from './staff-gate.ts';

export type DeadLetterRoutesDeps = StaffGateDeps & { manageDeadLetters: DeadLetters; clock: Clock };

/**
 * Routes about messages that were given up: staff sees them, admins try them again or drop them.
 */
export const deadLetterRoutes = (provide: (c: Context) => DeadLetterRoutesDeps) => {
  const readers = letStaffRead(provide);
  const admins = letAdminsAct(provide);
  const byOf = (c: Context<{ Variables: { principal: SignedIn } }>, reason: string | null) => ({
    actorId: c.var.principal.user.id,
    reason,
    client: clientInfo(c),
  });

  return new Hono({ strict: false })
    .get(
      '/dead-letters',
      listLettersDoc,
      ...readers,
      validate('query', deadLettersQuery),
      async (c) => c.json(await provide(c).manageDeadLetters.list(c.req.valid('query')), 200),
    )
    .post(
      '/dead-letters/:id/retry',
      retryLetterDoc,
      ...admins,
      validate('param', letterParam),
      validateOptional(reasonBody),
      async (c) => {
        const by = byOf(c, c.req.valid('json').reason ?? null);
        return c.json(await provide(c).manageDeadLetters.retry(c.req.valid('param').id, by), 200);
      },
    )
    .delete(
      '/dead-letters/:id',
      dropLetterDoc,
      ...admins,
      validate('param', letterParam),
      validateOptional(reasonBody),
      async (c) => {
        const by = byOf(c, c.req.valid('json').reason ?? null);
        await provide(c).manageDeadLetters.drop(c.req.valid('param').id, by);
        return c.json({ message: 'The message has been dropped.' }, 200);
      },
    );
};
