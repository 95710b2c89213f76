import { Field } from './field.tsx';
import { type PasswordProps, Peekable } from './inputs.tsx';
import type { PageContext } from './page-context.ts';
import { Checks, type PasswordRule, Strength } from './password-hints.tsx';

/**
 * A password to be chosen: its rules tick as they are kept, and bars say how strong it looks. Both
 * need script and are hints; the server decides.
 */
export const NewPasswordField = ({
  rules,
  required = true,
  ...field
}: Omit<PasswordProps, 'hint' | 'autocomplete'> & { rules: PasswordRule[] }) => {
  const hinted = { ...field, hint: <Checks page={field.page} of={field.name} rules={rules} /> };
  return (
    <Field {...hinted}>
      <Peekable {...hinted} required={required} autocomplete="new-password" />
      <Strength page={field.page} of={field.name} />
    </Field>
  );
};

/** The address beside a new password, for password managers. Nobody else sees it. */
export const HiddenUsername = ({ page, value }: { page: PageContext; value: string }) => (
  <input
    class="sr"
    type="text"
    name="username"
    value={value}
    autocomplete="username"
    aria-label={page.words.kit.emailAddress}
    tabindex={-1}
    readonly
  />
);
