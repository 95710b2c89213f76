import type { Child } from 'hono/jsx';
import { described, FieldErrorText } from './field.tsx';
import type { PageContext } from './page-context.ts';

type TickProps = {
  page: PageContext;
  /** Name and, unless another is given, id of the box. */
  name: string;
  /** For a page with several boxes of one name. */
  id?: string | undefined;
  /** By default what browsers send: `on`. */
  value?: string;
  checked?: boolean;
  required?: boolean;
  error?: string | undefined;
  /** The label; may contain a link. */
  children: Child;
};

/** A box to tick. */
export const Tick = ({ page, name, id = name, error, children, ...box }: TickProps) => (
  <div>
    {error !== undefined && <FieldErrorText page={page} name={id} error={error} />}
    <label class="tick">
      <input type="checkbox" id={id} name={name} {...box} {...described({ name, id, error })} />
      <span>{children}</span>
    </label>
  </div>
);
