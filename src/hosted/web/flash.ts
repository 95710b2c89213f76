import type { Context } from 'hono';
import { readOwnCookie, TAKEN_BACK, writeOwnCookie } from '../../http/cookies.ts';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import type { KeyRing } from '../../shared/digest.ts';
import { sealText, unsealText } from '../../shared/seal.ts';
import type { FlashKey } from './flash-keys.ts';

const COOKIE = 'notice';
const LIFE = 5 * MINUTE;

/** Something to say once, on the next page. `data` may be a secret: it travels sealed. */
export type Flash = { key: FlashKey; data?: Record<string, string | string[]> };
type Kept = Flash & { sid: string | null; until: number };

export type Flashes = ReturnType<typeof createFlashes>;

/**
 * Notices that are shown once after a redirect, kept in a cookie: sealed, for five minutes, and
 * only for the session that they are set for.
 */
export function createFlashes({ keys, clock }: { keys: KeyRing; clock: Clock }) {
  return {
    /** Says something on the next page; of a session only if `sid` is given. */
    async set(c: Context, flash: Flash, sid: string | null = null): Promise<void> {
      const kept: Kept = { ...flash, sid, until: clock() + LIFE };
      const sealed = await sealText(keys, JSON.stringify(kept));
      writeOwnCookie(c, COOKIE, sealed, { maxAge: LIFE / SECOND });
    },

    /** Returns what is to be said on this page, and forgets it. */
    async take(c: Context, sid: string | null = null): Promise<Flash | null> {
      const sealed = readOwnCookie(c, COOKIE);
      if (sealed === null) return null;
      writeOwnCookie(c, COOKIE, '', TAKEN_BACK);
      const kept = await unsealText(keys, sealed).then(
        (text) => JSON.parse(text) as Kept,
        () => null,
      );
      if (kept === null || kept.until <= clock()) return null;
      if (kept.sid !== null && kept.sid !== sid) return null;
      return { key: kept.key, ...(kept.data === undefined ? {} : { data: kept.data }) };
    },
  };
}
