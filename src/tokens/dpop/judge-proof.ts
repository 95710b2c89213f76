import { createHash } from 'node:crypto';
import * as z from 'zod';
import { SECOND } from '../../shared/clock.ts';

/** Seconds that a proof may be old, or ahead of our clock, when it is read. */
export const PROOF_WINDOW = 60;
/** The longest `jti` that is taken; what is remembered of it is a digest. */
const LONGEST_ID = 255;

const proofClaims = z.object({
  jti: z.string().min(1).max(LONGEST_ID),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.unknown().optional(),
});
export type ProofClaims = z.infer<typeof proofClaims>;

/** The request that a proof is for. */
export type ProvenRequest = {
  method: string;
  /** Where it was sent to, by our own name; without a query. */
  url: string;
  /** The access token that came with it; null at the token endpoint. */
  accessToken: string | null;
  /** Epoch milliseconds. */
  now: number;
};

/**
 * Returns the claims of a proof (RFC 9449 §4.2), or what is wrong with them for this request
 * (§4.3). Others, such as `exp` and `nbf`, mean nothing here.
 */
export function judgeProof(claims: unknown, request: ProvenRequest): ProofClaims | string {
  const read = proofClaims.safeParse(claims);
  if (!read.success) return `${String(read.error.issues[0]?.path[0] ?? 'the proof')} is not valid`;
  const { htm, htu, iat, ath } = read.data;
  if (htm !== request.method) return 'htm is not the method of the request';
  if (targetOf(htu) !== targetOf(request.url)) return 'htu is not the address of the request';
  if (Math.abs(request.now / SECOND - iat) > PROOF_WINDOW) return 'iat is not the time of now';
  const { accessToken } = request;
  // biome-ignore lint/plugin/secret-comparison: one client sent both.
  if (accessToken !== null && ath !== hashOf(accessToken)) return 'ath is not of the access token';
  return read.data;
}

/** The hash of an access token that its proof must have (RFC 9449 §4.2). */
export const hashOf = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest('base64url');

/** An address without query and fragment, in the one spelling of RFC 3986 §6.2; null for none. */
function targetOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href;
}
