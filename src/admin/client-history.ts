import type { AuditStore } from '../audit/audit-store.ts';
import { type AuditView, toAuditView } from '../audit/audit-view.ts';
import { orUnavailable } from '../shared/errors.ts';

/** Events of a client on one page: clients change rarely. */
const SHOWN = 50;
const ANY = {
  type: undefined,
  riskLevel: undefined,
  from: undefined,
  to: undefined,
  cursor: undefined,
};

/**
 * Returns what was done to a client lately, newest first; nothing for an unknown one. Throws
 * `storage_unavailable`.
 */
export const createClientHistory =
  ({ audit }: { audit: Pick<AuditStore, 'list'> }) =>
  async (clientId: string): Promise<AuditView[]> => {
    const found = await orUnavailable(() => audit.list({ ...ANY, userId: clientId, limit: SHOWN }));
    return found.slice(0, SHOWN).map(toAuditView);
  };
export type ClientHistory = ReturnType<typeof createClientHistory>;
