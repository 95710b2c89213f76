import * as z from 'zod';
import { RESPONSE_MODES } from './answer-url.ts';

export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const;
export type Prompt = (typeof PROMPTS)[number];

/**
 * An authorization request that was found good. Times are epoch milliseconds, durations
 * milliseconds. The schema is that of what is kept of it while a person signs in.
 */
export const authorizeRequestSchema = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  responseMode: z.enum(RESPONSE_MODES).default('query'),
  state: z.string().nullable(),
  challenge: z.string().nullable(),
  nonce: z.string().nullable(),
  /** By spaces: what was asked for and the client may have. */
  scope: z.string(),
  resource: z.string().nullable(),
  /** The thumbprint of the key that the code is bound to. */
  jkt: z.string().nullable().default(null),
  prompts: z.array(z.enum(PROMPTS)),
  maxAge: z.number().nullable(),
  /** Whether two factors are wanted, where the account has them. */
  wantsTwoFactors: z.boolean(),
  loginHint: z.string().nullable(),
  /** The id of a provider to sign in with; one that is unknown counts for nothing. */
  providerHint: z.string().nullable().default(null),
  /** The user of an ID token that came as a hint. */
  hintedUser: z.string().nullable(),
  receivedAt: z.number(),
  /** The digest of the handle that it was pushed under: one code is given for it. */
  pushed: z.string().nullable().default(null),
});
export type AuthorizeRequest = z.infer<typeof authorizeRequestSchema>;
