import type { PageContext } from './page-context.ts';

/** Copies the text of an element, or a field's value; shown by the script. Says that it has. */
export const CopyButton = ({ page, of }: { page: PageContext; of: string }) => (
  <>
    <button class="btn" type="button" data-copy={`#${of}`} hidden>
      {page.words.kit.copy}
    </button>
    <span class="small" role="status" data-copied={page.words.kit.copied} />
  </>
);

/** Prints the page; shown by the script. */
export const PrintButton = ({ page }: { page: PageContext }) => (
  <button class="btn" type="button" data-print hidden>
    {page.words.kit.print}
  </button>
);
