import { all } from './find.ts';

/** How long a challenge is good for where its options do not say, in milliseconds. */
const LIFETIME = 300_000;

/**
 * Loads the page again when somebody comes back to it after its passkey options have run out, so
 * that the first try of the day works. Not where something has been typed, and not over an error,
 * which only the answer to a form shows.
 */
export function renewStaleOptions(): void {
  const form = document.querySelector<HTMLElement>('form[data-passkey-get]');
  if (form === null) return;
  const { timeout = LIFETIME } = JSON.parse(form.dataset.passkeyGet ?? '{}') as {
    timeout?: number;
  };
  const loaded = performance.now();
  const renew = () => {
    const isStale = performance.now() - loaded >= timeout;
    if (document.hidden || !isStale || hasInput() || hasError()) return;
    location.replace(location.href);
  };
  document.addEventListener('visibilitychange', renew);
  addEventListener('pageshow', renew);
}

const hasError = () => document.querySelector('.note.bad') !== null;

const hasInput = () =>
  all<HTMLInputElement>('.in').some(({ value, defaultValue }) => value !== defaultValue);
