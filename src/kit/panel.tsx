import type { Child } from 'hono/jsx';

type PanelProps = {
  /** The id of the heading. */
  id: string;
  title: string;
  /** Beside the heading. */
  actions?: Child;
  children: Child;
};

/** A sheet of a page of somebody who is signed in. */
export const Panel = ({ id, title, actions, children }: PanelProps) => {
  const heading = <h2 id={id}>{title}</h2>;
  return (
    <section class="panel flow" aria-labelledby={id}>
      {actions === undefined ? (
        heading
      ) : (
        <div class="split">
          {heading}
          {actions}
        </div>
      )}
      {children}
    </section>
  );
};

/** Something to do that opens in place. Of one `group`, one is open at a time. */
export const Act = ({
  title,
  group,
  open,
  children,
}: {
  title: string;
  group: string;
  open?: boolean;
  children: Child;
}) => (
  <details class="act" name={group} open={open}>
    <summary>{title}</summary>
    {children}
  </details>
);
