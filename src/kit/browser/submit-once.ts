import { all } from './find.ts';

/** After this a form may be sent again, in milliseconds: a download leaves the page as it is. */
const AGAIN_AFTER = 8000;

/** Ignores the second press of a button while the answer to the first is on its way. */
export function submitOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    // A script may have stopped it to ask for a passkey; a dialog's own form goes nowhere.
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (form.method === 'dialog') return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    markSent(form);
    setTimeout(() => release(form), AGAIN_AFTER);
  });
  // The back button brings pages back as they were left.
  addEventListener('pageshow', () => all<HTMLFormElement>('form[data-sent]').forEach(release));
}

// Its buttons keep their focus, so they are not disabled.
function markSent(form: HTMLFormElement): void {
  form.dataset.sent = '';
  for (const button of buttonsOf(form)) button.setAttribute('aria-disabled', 'true');
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) button.removeAttribute('aria-disabled');
}

function buttonsOf(form: HTMLFormElement): Element[] {
  return [...form.elements].filter(
    (element) => element instanceof HTMLButtonElement && element.type === 'submit',
  );
}
