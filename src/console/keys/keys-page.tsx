import { type Context, Hono } from 'hono';
import type { JudgedSeal } from '../../operations/judge-seals.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { type GateDeps, staffOnly } from '../gate.tsx';
import { type KeyRing, KeysPage } from './keys-view.tsx';

export type KeysPageDeps = GateDeps & {
  keyRing: KeyRing;
  listSeals: () => Promise<JudgedSeal[]>;
  clock: Clock;
  log: Log;
};

/**
 * `/admin/keys`: which keys there are, and how to rotate them. Without secrets, so staff may read
 * it.
 */
export const keysPage = (provide: (c: Context) => KeysPageDeps) =>
  new Hono({ strict: false }).get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
    const { keyRing, clock } = provide(c);
    const { page, session } = c.var;
    const about = { page, session, keyRing, seals: await sealsOf(provide(c)), now: clock() };
    return c.html(<KeysPage {...about} />);
  });

/** What each key seals; null if D1 does not say. */
async function sealsOf({ listSeals, log }: KeysPageDeps): Promise<JudgedSeal[] | null> {
  try {
    return await listSeals();
  } catch (error) {
    log.error('seals_not_counted', error);
    return null;
  }
}
