import type {
  CodeIssued,
  Connection,
  ExchangeCall,
  Exchanged,
  GrantVerdict,
  IssueCodeCall,
  RotateGrant,
  SaveConsent,
  WithdrawConsent,
} from './grant-calls.ts';
import type { Call } from './uses.ts';

/** Calls about what OAuth clients are granted. */
export function grantCalls(call: Call) {
  return {
    issueCode: (userId: string, given: IssueCodeCall): Promise<CodeIssued> =>
      call(userId, async (guard) => guard.issueCode(given)),
    exchangeCode: (userId: string, given: ExchangeCall): Promise<Exchanged> =>
      call(userId, async (guard) => guard.exchangeCode(given)),
    rotateGrant: (userId: string, presented: RotateGrant): Promise<GrantVerdict> =>
      call(userId, async (guard) => guard.rotateGrant(presented)),
    findOrigin: (userId: string, grantId: string): Promise<string | null> =>
      call(userId, async (guard) => guard.findOrigin(grantId)),
    saveConsent: (userId: string, consent: SaveConsent): Promise<boolean> =>
      call(userId, async (guard) => guard.saveConsent(consent)),
    findConsent: (userId: string, clientId: string): Promise<string | null> =>
      call(userId, async (guard) => guard.findConsent(clientId)),
    withdrawConsent: (userId: string, withdrawal: WithdrawConsent): Promise<number> =>
      call(userId, async (guard) => guard.withdrawConsent(withdrawal)),
    listConnections: (userId: string, now: number): Promise<Connection[]> =>
      call(userId, async (guard) => guard.listConnections(now)),
  };
}
