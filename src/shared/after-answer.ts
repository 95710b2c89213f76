/**
 * Starts work in a later turn of the event loop: an answer whose storage has been asked is then on
 * its way, and waits neither for the work nor for its computing. Give it to `defer`.
 */
export async function afterAnswer<T>(work: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  return work();
}
