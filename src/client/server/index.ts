export {
  claimsOf,
  protectExpress,
  protectFastify,
  protectHono,
  protectRoute,
} from './adapters.ts';
export type { AnyRequest } from './bearer.ts';
export { type AccessClaims, hasAcr, hasScope, isFresh, type Needs } from './claims.ts';
export { Refusal, type RefusalCode } from './refusal.ts';
export {
  type CheckProof,
  createVerifier,
  type Verifier,
  type VerifierOptions,
} from './verifier.ts';
