export type {
  Answer,
  CodeSignIn,
  PasswordSignIn,
  Paths,
  Problem,
  Proof,
  SecondStep,
  Session,
  SignInResult,
  StepUpOptions,
  User,
} from './api.ts';
export { LatchkeyError } from './error.ts';
export { createLatchkey, type Latchkey, type LatchkeyOptions } from './latchkey.ts';
export { LOADING, type State } from './state.ts';
export { memoryStore, type TokenStore } from './store.ts';
