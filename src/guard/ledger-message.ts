import * as z from 'zod';
import { RISK_LEVELS } from '../audit/event.ts';

const time = z.number();
const text = z.string().nullable();

const sessionRow = z.object({
  id: z.string(),
  userId: z.string(),
  deviceName: text,
  deviceFingerprint: text,
  userAgent: text,
  browser: text,
  os: text,
  deviceType: text,
  ipAddress: text,
  city: text,
  country: text,
  amr: z.array(z.string()),
  /** Absent in what an earlier release has sent. */
  clientId: text.optional(),
  createdAt: time,
  lastActivityAt: time,
  lastRotationAt: time,
  expiresAt: time,
  revokedAt: time.nullable(),
  revokeReason: text,
  seq: z.number(),
});

const eventRow = z.object({
  id: z.string(),
  type: z.string(),
  riskLevel: z.enum(RISK_LEVELS),
  userId: text,
  actorId: text,
  sessionId: text,
  ipAddress: text,
  userAgent: text,
  requestId: text,
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  createdAt: time,
});

const signedOut = z.object({
  /** The `jti` of the logout token: told twice, it is known to be the same. */
  id: z.string(),
  clientId: z.string(),
  userId: z.string(),
  /** The grant's, as the `sid` of its ID tokens. */
  sessionId: z.string(),
});
/** An OAuth client that has to be told that its user is signed out. */
export type SignedOut = z.infer<typeof signedOut>;

const signIn = z.object({
  userId: z.string(),
  at: time,
  /** Second factors that were used: ids, or kinds of which there is but one. */
  factors: z.array(z.string()),
  /** The id of the identity that was used, if one was. */
  identity: z.string().optional(),
});

/** A change that D1 has to be told. Telling it again, or late, changes nothing. */
const ledgerEntry = z.object({
  /** The whole row of a session, after the change that `seq` numbers. */
  session: sessionRow.optional(),
  /** The end of a session of which the guard knows no more: it began in an earlier release. */
  over: z.object({ id: z.string(), at: time, reason: z.string() }).optional(),
  event: eventRow.optional(),
  /** Second factors that were used by one who was signed in, as in `signIn`. */
  used: z.object({ userId: z.string(), at: time, factors: z.array(z.string()) }).optional(),
  /** Whether a passkey is synced, as it says itself with a right proof. */
  backup: z.object({ credentialId: z.string(), backedUp: z.boolean(), at: time }).optional(),
  signIn: signIn.optional(),
  /** Not for D1: the consumer of the ledger passes it on. */
  signedOut: signedOut.optional(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** What guards send to D1 by way of the queue. Times are epoch milliseconds. */
export const ledgerMessage = z.object({ v: z.literal(1), entries: z.array(ledgerEntry) });
export type LedgerMessage = z.infer<typeof ledgerMessage>;
