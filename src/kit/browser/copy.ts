import { all } from './find.ts';

/** How long a button says that it has copied, in milliseconds. */
const SAID_FOR = 4000;

/** Makes buttons copy what their `data-copy` selects: the value of a field, or a text. */
export function offerCopies(): void {
  for (const button of all('[data-copy]')) {
    const source = document.querySelector<HTMLElement>(button.dataset.copy ?? '');
    if (source === null || navigator.clipboard === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', () => copy(button, source));
  }
}

async function copy(button: HTMLElement, source: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(textOf(source));
  } catch {
    // Not allowed here: what is selected can be copied by hand.
    getSelection()?.selectAllChildren(source);
    return;
  }
  const said = button.nextElementSibling;
  if (!(said instanceof HTMLElement) || said.dataset.copied === undefined) return;
  said.textContent = said.dataset.copied;
  setTimeout(() => {
    said.textContent = '';
  }, SAID_FOR);
}

/** The text of an element; of a list, one line an entry. */
export function textOf(source: HTMLElement): string {
  if (source instanceof HTMLInputElement) return source.value;
  const entries = all('li', source);
  const texts = (entries.length === 0 ? [source] : entries).map(({ textContent }) => textContent);
  return texts.map((text) => (text ?? '').trim()).join('\n');
}
