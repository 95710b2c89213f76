import type { SavedAuthenticator } from '../support/virtual-authenticator.ts';
import type { Held } from './ask-old.ts';

/** Someone who was there before the upgrade, and what they were sent or hold. */
export type OldPerson = {
  id: string;
  email: string;
  password: string;
  sessions?: Record<string, Held & { replaced?: string }>;
  /** Tokens of links, codes and what waits for a second step; none of them is used. */
  waiting?: Record<string, string>;
};

/** Someone with a factor of their own, and what proves it. */
export type OldHolder = OldPerson & {
  app?: { secret: string; recoveryCodes: string[] };
  passkey?: SavedAuthenticator;
};
