import type { Page } from 'playwright-core';

/** Where the parts of a page stand, and how its addresses may break: one line for each fault. */
export async function order(page: Page): Promise<string[]> {
  const questions = `[${[BARE, GLUED, INSIDE].join(', ')}]`;
  const [bare, glued, inside] = (await page.evaluate(questions)) as [string[], string[], number];
  return [
    ...bare.map((text) => `has an address that may break anywhere: ${text}`),
    ...glued.map((html) => `has a part that touches the one above: ${html}`),
    ...(inside > 0 ? ['has its summary of errors in a sheet, not below the heading'] : []),
  ];
}

/** Addresses of people in one piece, so that a line breaks them where it will; not of settings. */
const BARE = `(() => {
  const EXEMPT = 'script, option, textarea, .mono, .hint, .err, .note.bad';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (parentElement.closest(EXEMPT) !== null) continue;
    if (/[^\\s]@[^\\s]+\\.[^\\s]/.test(data)) found.push(data.trim().slice(0, 80));
  }
  return found;
})()`;

/** Sheets and notices without room between them and what stands above. */
const GLUED = `[...document.querySelectorAll('main > * + *')]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const above = one.previousElementSibling;
    if (!one.matches('.panel, .note') && !above.matches('.panel, .note')) return false;
    return one.getBoundingClientRect().top - above.getBoundingClientRect().bottom < 8;
  })
  .map((one) => one.outerHTML.slice(0, 120))`;

const INSIDE = `document.querySelectorAll('.panel .note.bad[role=alert]').length`;
