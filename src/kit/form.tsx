import type { Child } from 'hono/jsx';
import type { PageContext } from './page-context.ts';

export type FormProps = {
  page: PageContext;
  action: string;
  /** Fields that the person does not see, by name. */
  hidden?: Record<string, string>;
  class?: string;
  id?: string;
  /** Options as JSON: the script asks for a passkey, or for a new one, before it sends the form. */
  passkeyGet?: string | undefined;
  passkeyCreate?: string | undefined;
  children: Child;
};

/** A form of ours: posts to our own origin, with the CSRF token and the way back. */
export const Form = ({ page, action, hidden = {}, children, ...about }: FormProps) => (
  <form
    class={about.class ?? 'flow'}
    id={about.id}
    method="post"
    action={action}
    hidden={about.passkeyGet !== undefined || about.passkeyCreate !== undefined}
    data-passkey-get={about.passkeyGet}
    data-passkey-create={about.passkeyCreate}
  >
    <input type="hidden" name="csrf_token" value={page.csrfToken} />
    {page.returnTo !== null && <input type="hidden" name="return_to" value={page.returnTo} />}
    {Object.entries(hidden).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
  </form>
);
