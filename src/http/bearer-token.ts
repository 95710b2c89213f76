import type { Context } from 'hono';

/**
 * Returns the token in `Authorization: Bearer …` (RFC 6750 §2.1), well-formed or not; null without
 * one. The scheme's case does not matter. A request with such a token is judged only by it, not by
 * its cookies.
 */
export function bearerToken(c: Context): string | null {
  return /^Bearer +(.+)$/i.exec(c.req.header('Authorization')?.trim() ?? '')?.[1] ?? null;
}
