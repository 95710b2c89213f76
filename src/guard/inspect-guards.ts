import { orUnavailable } from '../shared/errors.ts';
import type { AccountGuard } from './account-guard.object.ts';
import type { Inspection } from './inspection.ts';
import type { Session } from './session.ts';

/** What `reconcile` asks of guards. Only pass ids of existing users. */
export type InspectGuards = ReturnType<typeof createInspectGuards>;

/** Every method throws `storage_unavailable` when the guard does not respond. */
export function createInspectGuards(namespace: DurableObjectNamespace<AccountGuard>) {
  return {
    inspect: (userId: string): Promise<Inspection> =>
      orUnavailable(async () => namespace.getByName(userId).inspect()),
    retell: (
      userId: string,
      rows: Pick<Session, 'id' | 'seq'>[],
      now: number,
    ): Promise<Session[]> =>
      orUnavailable(async () => namespace.getByName(userId).retell(rows, now)),
  };
}
