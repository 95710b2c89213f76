/**
 * What an OAuth client holds: a session of its own, begun in the session of a browser. Its refresh
 * tokens rotate like any other's.
 */
export type Grant = {
  clientId: string;
  /** What was granted, separated by spaces. */
  scope: string;
  /** The resource that its access tokens are for (RFC 8707); null for the service's own. */
  resource: string | null;
  /** The key that its refresh tokens are bound to (RFC 9449 §5); null if to none. */
  jkt: string | null;
  /** The session of the browser that it was begun in. */
  begunIn: string;
};

/** With it a grant outlives the session that it was begun in (OpenID Connect Core §11). */
const OFFLINE = 'offline_access';

/** The scopes of a list that is separated by spaces (RFC 6749 §3.3). */
export const scopesOf = (scope: string): string[] => scope.split(' ').filter((one) => one !== '');

/** Whether a list of scopes has all that another one asks for. */
export function coversScope(held: string, asked: string): boolean {
  const all = scopesOf(held);
  return scopesOf(asked).every((scope) => all.includes(scope));
}

/** Whether a grant outlives the session that it was begun in, and has refresh tokens. */
export const isOffline = ({ scope }: Pick<Grant, 'scope'>): boolean =>
  scopesOf(scope).includes(OFFLINE);
