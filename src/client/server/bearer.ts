import { Refusal } from './refusal.ts';

/** A request, as far as it matters: of the Fetch standard, of Node or of a framework. */
export type AnyRequest = {
  headers: Headers | Record<string, string | string[] | undefined>;
  method?: string;
  url?: string;
};

export type Presented = { scheme: 'Bearer' | 'DPoP'; token: string };

/** A header of a request, whatever the request is. */
export function headerOf({ headers }: AnyRequest, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const value = headers[name.toLowerCase()];
  return (Array.isArray(value) ? value.join(', ') : value) ?? null;
}

/**
 * Returns the token of the `Authorization` header, the only place it is looked for (RFC 6750 §2.1).
 * Throws `token_missing` without one, `invalid_token` for what can be none.
 */
export function presentedBy(request: AnyRequest): Presented {
  const authorization = headerOf(request, 'authorization') ?? '';
  const [, scheme = '', token = ''] = /^(bearer|dpop) +(.*)$/i.exec(authorization) ?? [];
  if (scheme === '') throw new Refusal('token_missing', 'A token is required');
  if (!/^[\w~+/.-]+=*$/.test(token)) throw new Refusal('invalid_token', 'The token is malformed');
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token };
}
