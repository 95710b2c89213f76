import type { Child } from 'hono/jsx';
import type { PageContext } from './page-context.ts';

/**
 * Asks before something that cannot be undone: a button, and the dialog that it opens. A browser
 * that cannot open dialogs without script follows the link to `page`, where the same form stands by
 * itself.
 */
export const Dialog = ({
  id,
  title,
  children,
}: {
  page: PageContext;
  id: string;
  /** The question, with the number in it. */
  title: string;
  /** Consequence, form and the way out. */
  children: Child;
}) => (
  <dialog id={id} aria-labelledby={`${id}-title`}>
    <div class="flow">
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </div>
  </dialog>
);
