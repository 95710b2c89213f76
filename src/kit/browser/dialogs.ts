import { all } from './find.ts';

/** Opens and closes dialogs where the browser does not know `command` yet. */
export function openDialogs(): void {
  if ('commandForElement' in HTMLButtonElement.prototype) return;
  for (const button of all<HTMLButtonElement>('button[commandfor]')) {
    const dialog = document.getElementById(button.getAttribute('commandfor') ?? '');
    if (!(dialog instanceof HTMLDialogElement)) continue;
    const closes = button.getAttribute('command') === 'close';
    button.addEventListener('click', () => (closes ? dialog.close() : dialog.showModal()));
  }
}
