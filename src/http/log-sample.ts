const AUTH = '/api/v1/auth';
/** Routes that clients call all the time. What a refresh changes, the guard remembers. */
const ROUTINE = new Set(
  ['/me', '/token/verify', '/token/refresh', '/csrf'].map((path) => AUTH + path),
);

/**
 * Whether a request's line may be left out: a success of a route that clients call all the time.
 * Refusals and faults of those routes, and everything else, are always logged.
 */
export function isRoutine(route: string, status: number): boolean {
  return status < 400 && ROUTINE.has(route);
}

/**
 * Whether a share of `rate` (0 to 1) contains a request. Decided by its key alone, so that any line
 * of one request is kept or left out as its others are. No client may choose the key.
 */
export function isSampled(key: string, rate: number): boolean {
  return rate >= 1 || spread(key) < rate;
}

/**
 * FNV-1a of 32 bits with the finalizer of MurmurHash3, which ids that differ little need; 0 to 1.
 */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
