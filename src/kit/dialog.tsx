import type { Child } from 'hono/jsx';
import type { PageContext } from './page-context.ts';

/**
 * Asks before something that cannot be undone. `DialogButton` opens it; without script that is a
 * link to a page where the same form stands by itself.
 */
export const Dialog = ({
  id,
  title,
  children,
}: {
  page?: PageContext;
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

type DialogButtonProps = {
  /** The id of the dialog. */
  opens: string;
  /** The page with the same question, for browsers without script. */
  href: string;
  look?: 'bad' | 'text';
  children: Child;
};

/** Opens a dialog. The script stands in where a browser does not know `command` yet. */
export const DialogButton = ({ opens, href, look, children }: DialogButtonProps) => {
  const style = look === undefined ? 'btn' : `btn ${look}`;
  return (
    <>
      <button class={`${style} js`} type="button" command="show-modal" commandfor={opens}>
        {children}
      </button>
      <noscript>
        <a class={style} href={href}>
          {children}
        </a>
      </noscript>
    </>
  );
};

/** Closes the dialog around it and changes nothing. Its words say what stays: "Keep them". */
export const DialogCancel = ({ children }: { children: Child }) => (
  <form method="dialog">
    <button class="btn wide" type="submit">
      {children}
    </button>
  </form>
);
