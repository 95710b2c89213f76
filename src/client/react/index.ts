'use client';

export {
  LatchkeyProvider,
  SignedIn,
  SignedOut,
  useLatchkey,
  useUser,
} from './react.ts';
