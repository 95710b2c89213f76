/**
 * Does work, and once more if it fails. For giving back what was taken by a request that failed:
 * where that fails too, its owner is refused what is theirs. Done twice, the work must come to the
 * same, since an answer may have been lost. Throws what the second try throws.
 */
export const tryTwice = <T>(work: () => Promise<T>): Promise<T> => work().catch(() => work());
