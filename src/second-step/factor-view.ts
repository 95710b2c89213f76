import * as z from 'zod';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { UserFactor } from '../users/factor-store.ts';

const time = once(() => z.iso.datetime().nullable());
/** What stored kinds are parsed with, so it is made at start. */
const possession = z.enum(['totp', 'passkey']);

/** A factor that proves possession, as its owner and administrators see it: no secret. */
export const factorView = once(() =>
  z
    .object({
      id: z.uuid().meta({ examples: [EXAMPLE_IDS.factor] }),
      kind: possession,
      label: z
        .string()
        .nullable()
        .meta({ examples: ['Phone'] }),
      created_at: time(),
      last_used_at: time().meta({ examples: [null] }),
    })
    .meta({ id: 'Factor' }),
);
export type FactorView = z.infer<ReturnType<typeof factorView>>;

/** Converts the factors that prove possession; leaves the mailed code out. */
export const toFactorViews = (factors: UserFactor[]): FactorView[] =>
  factors.flatMap(({ id, kind, label, createdAt, lastUsedAt }) => {
    const known = possession.safeParse(kind);
    if (!known.success) return [];
    const times = { created_at: toIsoOrNull(createdAt), last_used_at: toIsoOrNull(lastUsedAt) };
    return [{ id, kind: known.data, label, ...times }];
  });
