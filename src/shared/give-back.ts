/**
 * Does work, and once more at once if it fails. For giving back what a failed request took: if that
 * fails too, the owner is refused what is theirs. The work must be idempotent, since the answer to
 * the first try may have been lost. Throws what the second try throws.
 */
export const tryTwice = <T>(work: () => Promise<T>): Promise<T> => work().catch(() => work());
