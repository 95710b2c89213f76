import type { Context } from 'hono';

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1), or null. The scheme's case does not matter. */
export function bearerToken(c: Context): string | null {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null;
}
