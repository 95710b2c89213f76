import { CodeStorage } from './code-storage.ts';
import { Codes } from './codes.ts';
import { Connections } from './connections.ts';
import { ConsentStorage } from './consent-storage.ts';
import { coversScope, isOffline } from './grant.ts';
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
import { Refreshes } from './refreshes.ts';
import { SessionHistory } from './session-history.ts';
import { VersionGuard } from './version-guard.ts';
import { tighten } from './versions.ts';

/** The part of the guard that grants access to OAuth clients. */
export class GrantGuard extends VersionGuard {
  protected readonly past: SessionHistory;
  protected readonly refreshes: Refreshes;
  protected readonly codesKept: CodeStorage;
  readonly #consents: ConsentStorage;
  readonly #codes: Codes;
  readonly #connections: Connections;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.past = new SessionHistory(this.chainsKept);
    this.codesKept = new CodeStorage(this.tables);
    this.#consents = new ConsentStorage(this.tables);
    const parts = {
      codes: this.codesKept,
      consents: this.#consents,
      user: this.user,
      chainsKept: this.chainsKept,
      chains: this.chains,
      versions: this.versions,
      history: this.past,
      secrets: this.secrets,
      proofs: this.proofs,
      journal: this.journal,
    };
    this.refreshes = new Refreshes(parts);
    this.#codes = new Codes(parts);
    this.#connections = new Connections(parts);
  }

  /** Issues an authorization code in the session that a refresh token shows. */
  issueCode(call: IssueCodeCall): CodeIssued {
    return this.tables.transact(() => this.#codes.issue(call));
  }

  /** Exchanges an authorization code for a grant, once. */
  exchangeCode(call: ExchangeCall): Exchanged {
    return this.tables.transact(() => this.#codes.exchange(call));
  }

  /** Judges the refresh token of a grant as `judge-refresh.ts` does, if it is this client's. */
  rotateGrant({
    clientId,
    jkt,
    proof,
    scope,
    resource = null,
    ...presented
  }: RotateGrant): GrantVerdict {
    return this.tables.transact(() => {
      const grant = this.chainsKept.read(presented.sessionId)?.traits.grant;
      if (grant !== undefined) {
        if (grant.clientId !== clientId) return { kind: 'foreign' };
        if (!isOffline(grant)) return { kind: 'ended' };
        if (grant.jkt !== null && grant.jkt !== jkt) return { kind: 'unbound' };
        if (scope !== null && !coversScope(grant.scope, scope)) return { kind: 'exceeded' };
        if (resource !== null && grant.resource !== resource) return { kind: 'elsewhere' };
      }
      if (proof !== undefined && this.proofs.isUsed(proof)) return { kind: 'proof_used' };
      const verdict = this.refreshes.present({ ...presented, grant: true });
      if (verdict.kind !== 'rotated' && verdict.kind !== 'repeated')
        return verdict.kind === 'limited' ? { kind: 'ended' } : verdict;
      if (proof !== undefined) this.proofs.use(proof);
      const known = this.versions.readKnown();
      const pending = this.versions.listPending();
      return { ...verdict, view: known === null ? null : tighten(known.view, pending) };
    });
  }

  /** The session of the browser that a grant was begun in, whether either has ended; else null. */
  findOrigin(grantId: string): string | null {
    return this.chainsKept.read(grantId)?.traits.grant?.begunIn ?? null;
  }

  /** Records a consent. False if the account is being or has been erased. */
  saveConsent(consent: SaveConsent): boolean {
    const saved = this.unlessErased(() => {
      this.#connections.save(consent);
      return true;
    });
    return saved ?? false;
  }

  /** The scope that the user has consented to for a client; null if none. */
  findConsent(clientId: string): string | null {
    return this.account.isClosed() ? null : (this.#consents.find(clientId)?.scope ?? null);
  }

  /** Forgets a consent and ends the client's grants. Returns how many. */
  withdrawConsent(withdrawal: WithdrawConsent): number {
    return this.tables.transact(() => this.#connections.withdraw(withdrawal));
  }

  /** The clients that have access. */
  listConnections(now: number): Connection[] {
    return this.account.isClosed() ? [] : this.#connections.list(now);
  }
}
