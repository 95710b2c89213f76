import * as z from 'zod';
import type { Connection } from '../guard/grant-calls.ts';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';

/** A client that has access, as its user gets it. */
export const exportedConnection = once(() =>
  z.object({
    client_id: z.string().meta({ examples: ['notes-app'] }),
    scope: z.string().meta({ examples: ['openid email offline_access'] }),
    since: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  }),
);
type ExportedConnection = z.infer<ReturnType<typeof exportedConnection>>;

/** Converts a connection for the export. */
export function toExportedConnection({
  clientId,
  scope,
  since,
  lastUsedAt,
}: Connection): ExportedConnection {
  return {
    client_id: clientId,
    scope,
    since: toIso(since),
    last_used_at: toIsoOrNull(lastUsedAt),
  };
}
