import worker, { AccountGuard as ServiceGuard } from '../../src/worker.ts';

// The service, with guards that the bench can fill.
export { Operator } from '../../src/worker.ts';

export class AccountGuard extends ServiceGuard {
  /** Runs SQL in the guard's own storage, and returns its rows. */
  runSql(query: string): Record<string, SqlStorageValue>[] {
    return this.ctx.storage.sql.exec(query).toArray();
  }
}

export default worker;
