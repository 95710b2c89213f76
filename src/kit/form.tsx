import type { Child } from 'hono/jsx';
import type { PageContext } from './page-context.ts';

export type FormProps = {
  page: PageContext;
  action: string;
  /** Fields that the person does not see, by name. */
  hidden?: Record<string, string>;
  class?: string;
  id?: string;
  /** Attributes `data-…` for the script. */
  data?: Record<`data-${string}`, string>;
  children: Child;
};

/** A form of ours: posts to our own origin, with the CSRF token and the way back. */
export const Form = ({ page, action, hidden = {}, data = {}, children, ...about }: FormProps) => (
  <form class={about.class ?? 'flow'} id={about.id} method="post" action={action} {...data}>
    {children}
    <input type="hidden" name="csrf_token" value={page.csrfToken} />
    {page.returnTo !== null && <input type="hidden" name="return_to" value={page.returnTo} />}
    {Object.entries(hidden).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </form>
);
