import type { KeyRing } from '../shared/digest.ts';
import { sealKeyId } from '../shared/seal.ts';
import type { SealedFactorStore } from '../users/sealed-factor-store.ts';
import { describeSeals, type JudgedSeal, judgeSeals } from './judge-seals.ts';

export type CheckSealsDeps = { sealed: SealedFactorStore; factorKeys: KeyRing };
export type CheckSeals = () => Promise<string | null>;

/**
 * Creates the check that every secret of a factor can be opened. Returns why not, or null. Costs
 * one query, which reads a row for each key; rejects when D1 does not respond.
 */
export const createCheckSeals =
  ({ sealed, factorKeys }: CheckSealsDeps): CheckSeals =>
  async () =>
    judgeSeals(await sealed.listKeys(), factorKeys.map(sealKeyId));

/** Creates the list of keys that seal secrets of factors, for operators. */
export const createListSeals =
  ({ sealed, factorKeys }: CheckSealsDeps) =>
  async (): Promise<JudgedSeal[]> =>
    describeSeals(await sealed.countByKey(), factorKeys.map(sealKeyId));
