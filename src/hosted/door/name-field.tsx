import { described, Field } from '../../kit/field.tsx';
import type { PageContext } from '../../kit/page-context.ts';

/** The field of an address or a username. `webauthn` lets the browser offer passkeys in it. */
export const NameField = ({
  page,
  value,
  error,
}: {
  page: PageContext;
  value?: string | undefined;
  error?: string | undefined;
}) => {
  const field = { page, name: NAME, label: page.words.signIn.name, error };
  return (
    <Field {...field}>
      <input
        class="in"
        id={NAME}
        name={NAME}
        type="text"
        value={value}
        autocomplete="username webauthn"
        autocapitalize="none"
        spellcheck={false}
        inputmode="email"
        dir="ltr"
        required
        {...described(field)}
      />
    </Field>
  );
};

/** The name of that field, as the API has it. */
export const NAME = 'email_or_username';
