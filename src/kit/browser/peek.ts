import { all } from './find.ts';

/**
 * Lets passwords be shown. They are hidden again when sent, so that browsers offer to save them.
 */
export function offerPeeks(): void {
  for (const button of all<HTMLButtonElement>('.peek')) {
    const input = document.getElementById(button.getAttribute('aria-controls') ?? '');
    if (!(input instanceof HTMLInputElement)) continue;
    const show = (shown: boolean) => {
      input.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
    };
    button.hidden = false;
    button.addEventListener('click', () => show(input.type === 'password'));
    input.form?.addEventListener('submit', () => show(false));
  }
}
