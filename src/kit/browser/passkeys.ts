import { all, fieldOf } from './find.ts';
import { readCreation, readRequest, writeCredential } from './passkey-json.ts';

/** The form's question that a browser is waiting on, if any: it answers only one at a time. */
let waiting: AbortController | null = null;
/**
 * Whether the page was touched since suggestions were last asked for. The browser's own
 * `userActivation` is of no use: it outlives a page that leads to the next.
 */
let touched = false;

/** Makes forms ask for a passkey, or for a new one, before they are sent. */
export function offerPasskeys(): void {
  const forms = all<HTMLFormElement>('form[data-passkey-get], form[data-passkey-create]');
  if (window.PublicKeyCredential === undefined) {
    for (const form of forms) tell(form, 'missing');
    return;
  }
  for (const part of all('[data-passkey-only]')) part.hidden = false;
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      if (fieldOf(form, 'credential')?.value !== '') return;
      event.preventDefault();
      void ask(form, event.submitter);
    });
  }
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(type, () => {
      touched = true;
    });
  void offerInAutofill(forms.find(({ dataset }) => dataset.passkeyGet !== undefined));
}

async function ask(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  tell(form, null);
  try {
    await fill(form, { mediation: 'optional' });
    send(form, submitter);
  } catch (error) {
    tell(form, reasonOf(error));
    void offerInAutofill(form);
  }
}

function send(form: HTMLFormElement, submitter: HTMLElement | null): void {
  takeTicks(form);
  form.requestSubmit(submitter);
  // The browser has taken it; a page that comes back by the back button asks again.
  const field = fieldOf(form, 'credential');
  if (field !== null) field.value = '';
}

/** Fills hidden fields from the boxes of the same name that stand in another form. */
function takeTicks(form: HTMLFormElement): void {
  for (const box of all<HTMLInputElement>('input[type=checkbox]')) {
    const field = fieldOf(form, box.name);
    if (field?.type === 'hidden') field.value = box.checked ? box.value : '';
  }
}

/** Offers passkeys among the suggestions of a field (conditional mediation, WebAuthn 3 §5.1.4). */
async function offerInAutofill(form: HTMLFormElement | undefined): Promise<void> {
  const field = document.querySelector('input[autocomplete~="webauthn"]');
  if (form?.dataset.passkeyGet === undefined || field === null) return;
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  touched = false;
  try {
    await fill(form, { mediation: 'conditional' });
    send(form, null);
  } catch (error) {
    // The person did not ask, so they see nothing unless a chosen passkey did not work. Nothing was
    // chosen in a page that was not touched, where the browser refuses the question itself.
    if (reasonOf(error) === 'failed' && touched) tell(form, 'failed');
  }
}

async function fill(
  form: HTMLFormElement,
  { mediation }: { mediation: 'optional' | 'conditional' },
): Promise<void> {
  waiting?.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const { passkeyGet, passkeyCreate } = form.dataset;
  const credential =
    passkeyGet === undefined
      ? await navigator.credentials.create({
          publicKey: readCreation(passkeyCreate ?? '{}'),
          signal,
        })
      : await navigator.credentials.get({ publicKey: readRequest(passkeyGet), mediation, signal });
  const field = fieldOf(form, 'credential');
  if (field === null) throw new Error('no field for the credential');
  field.value = writeCredential(credential as PublicKeyCredential);
}

type Reason = 'cancelled' | 'known' | 'failed';

function reasonOf(error: unknown): Reason {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'InvalidStateError' ? 'known' : 'failed';
}

/** Shows what a form has to say of a reason, and hides what it said before. */
function tell(form: HTMLFormElement, reason: Reason | 'missing' | null): void {
  for (const text of all('[data-passkey-told]', form))
    text.hidden = text.dataset.passkeyTold !== reason;
}
