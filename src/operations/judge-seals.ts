/** How many secrets of factors a key seals, by the id of the key. */
export type SealCount = { keyId: string; rows: number };

/**
 * The present key, a former one that is still known, or one that no secret of the settings makes.
 */
export type SealedBy = 'present' | 'former' | 'missing';
export type JudgedSeal = SealCount & { key: SealedBy };

/** Tells of each key that rows need whether it is known. `known` begins with the present key. */
export function describeSeals(counts: SealCount[], known: readonly string[]): JudgedSeal[] {
  const keyOf = (keyId: string): SealedBy => {
    const at = known.indexOf(keyId);
    if (at < 0) return 'missing';
    return at === 0 ? 'present' : 'former';
  };
  return counts.map(({ keyId, rows }) => ({ keyId, rows, key: keyOf(keyId) }));
}

/**
 * Why a deployment with these keys is refused: nobody could sign in by the secrets that another key
 * seals. Null if it has them all.
 */
export function judgeSeals(keyIds: string[], known: readonly string[]): string | null {
  const missing = keyIds.filter((keyId) => !known.includes(keyId));
  if (missing.length === 0) return null;
  return (
    'secrets of second factors are sealed by a former AUTH_SECRET ' +
    `(${missing.join(', ')}) that is not among AUTH_SECRET_PREVIOUS: ` +
    'put it there until the flush has sealed them anew'
  );
}
