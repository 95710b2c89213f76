import type { Child } from 'hono/jsx';
import { described, FieldErrorText } from './field.tsx';
import type { PageContext } from './page-context.ts';

type TickProps = {
  page: PageContext;
  /** Name and id of the box. */
  name: string;
  /** By default what browsers send: `on`. */
  value?: string;
  checked?: boolean;
  required?: boolean;
  error?: string | undefined;
  /** The label; may contain a link. */
  children: Child;
};

/** A box to tick. */
export const Tick = ({ page, name, error, children, ...box }: TickProps) => (
  <div>
    {error !== undefined && <FieldErrorText page={page} name={name} error={error} />}
    <label class="tick">
      <input type="checkbox" id={name} name={name} {...box} {...described({ name, error })} />
      <span>{children}</span>
    </label>
  </div>
);
