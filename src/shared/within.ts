/**
 * Awaits work for up to `limit` milliseconds, and then throws what `tooLate` makes. The work itself
 * goes on, and its result is ignored.
 */
export async function within<T>(limit: number, work: Promise<T>, tooLate: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
