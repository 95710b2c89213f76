import { estimateLevel, keeps } from './estimate.ts';
import { all } from './find.ts';

/** Shows how strong a new password looks, and ticks the rules that it keeps, as it is typed. */
export function showStrength(): void {
  for (const meter of all('[data-strength]')) follow(meter, update);
  for (const list of all('[data-checks]')) follow(list, tick);
}

function follow(
  element: HTMLElement,
  show: (element: HTMLElement, password: string) => void,
): void {
  const input = document.getElementById(element.dataset.strength ?? element.dataset.checks ?? '');
  if (!(input instanceof HTMLInputElement)) return;
  const now = () => show(element, input.value);
  input.addEventListener('input', now);
  addEventListener('pageshow', now);
  now();
}

const KINDS = ['', 'bad', 'warn', 'good', 'good'];

function update(meter: HTMLElement, password: string): void {
  const level = estimateLevel(password);
  const words = (meter.dataset.words ?? '').split('|');
  meter.hidden = level === 0;
  meter.classList.remove('bad', 'warn', 'good');
  if (level > 0) meter.classList.add(KINDS[level] ?? 'good');
  all('i', meter).forEach((bar, index) => {
    bar.classList.toggle('off', index >= level);
  });
  const output = meter.querySelector('output');
  const text = level === 0 ? '' : (words[level - 1] ?? '');
  // Written only when it changes, since a screen reader says it each time.
  if (output !== null && output.textContent !== text) output.textContent = text;
}

function tick(list: HTMLElement, password: string): void {
  for (const item of all('[data-rule]', list)) {
    const met = keeps(item.dataset.rule ?? '', password, Number(item.dataset.min));
    item.classList.toggle('met', met);
    for (const done of all('[data-done]', item)) done.hidden = !met;
  }
}
