import { all } from './find.ts';

/** Makes buttons print the page. */
export function offerPrints(): void {
  for (const button of all('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}
