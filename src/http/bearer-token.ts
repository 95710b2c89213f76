import type { Context } from 'hono';

/**
 * What a request presents as `Authorization: Bearer …` (RFC 6750 §2.1), well-formed or not; null if
 * it presents nothing. The scheme's case does not matter. Whoever presents one is judged by it
 * alone, and not by a cookie that comes along.
 */
export function bearerToken(c: Context): string | null {
  return /^Bearer +(.+)$/i.exec(c.req.header('Authorization')?.trim() ?? '')?.[1] ?? null;
}
