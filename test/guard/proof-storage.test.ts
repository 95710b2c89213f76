import { describe, expect, it } from 'vitest';
import { ProofStorage } from '../../src/guard/proof-storage.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
const proof = (digest: string) => ({ digest, expiresAt: NOW + MINUTE });

describe('a proof of a key', () => {
  it('is used once, and another one is not', () =>
    withTables('proofs', (tables) => {
      const proofs = new ProofStorage(tables);
      expect(proofs.isUsed(proof('a'))).toBe(false);
      expect(proofs.use(proof('a'))).toBe(true);
      expect(proofs.isUsed(proof('a'))).toBe(true);
      expect(proofs.use(proof('a'))).toBe(false);
      expect(proofs.isUsed(proof('b'))).toBe(false);
      expect(proofs.use(proof('b'))).toBe(true);
    }));

  it('is forgotten once it would no longer be taken', () =>
    withTables('proofs', async (tables) => {
      const proofs = new ProofStorage(tables);
      proofs.use(proof('a'));
      await tables.sweep(NOW + MINUTE - 1);
      expect(proofs.isUsed(proof('a'))).toBe(true);
      await tables.sweep(NOW + MINUTE);
      expect(proofs.isUsed(proof('a'))).toBe(false);
    }));
});
