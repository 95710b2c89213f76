/** Asks again what may have passed unseen: while the page was hidden, frozen or offline. */
export function watchPage({ wake, hurry }: { wake: () => void; hurry: () => void }): () => void {
  if (typeof window === 'undefined' || !window.addEventListener) return () => undefined;
  const online = () => {
    hurry();
    wake();
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pageshow', wake);
  window.addEventListener('online', online);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('pageshow', wake);
    window.removeEventListener('online', online);
  };
}
