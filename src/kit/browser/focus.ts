/**
 * Moves to the summary of errors, where a browser leaves `autofocus` of elements that are no
 * controls alone.
 */
export function focusOnErrors(): void {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  document.querySelector<HTMLElement>('[autofocus]')?.focus();
}
