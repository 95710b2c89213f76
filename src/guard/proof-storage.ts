import type { Proof } from '../tokens/dpop/read-proof.ts';
import type { GuardTables } from './guard-tables.ts';

/** A proof of a key that may be used once, and until when it would be taken. */
export type UsedProof = Pick<Proof, 'digest' | 'expiresAt'>;

/** The proofs that a user's clients have used, while they would still be taken. */
export class ProofStorage {
  readonly #tables: GuardTables;

  constructor(tables: GuardTables) {
    this.#tables = tables;
  }

  isUsed({ digest }: UsedProof): boolean {
    return this.#tables.rows('select 1 from used_proofs where digest = ?', digest).length > 0;
  }

  /** Uses a proof up. False if it has been used before. */
  use({ digest, expiresAt }: UsedProof): boolean {
    const statement = `insert into used_proofs (digest, expires_at) values (?, ?)
      on conflict do nothing returning digest`;
    return this.#tables.insert(expiresAt, statement, digest, expiresAt).length > 0;
  }
}
