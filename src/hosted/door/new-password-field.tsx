import { PasswordField } from '../../kit/inputs.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { type PasswordRules, rulesInWords } from './password-words.ts';

/** A password to be chosen, with its rules above it, so that they are read before one is broken. */
export const NewPasswordField = ({
  page,
  name,
  label,
  rules,
  error,
}: {
  page: PageContext;
  name: string;
  label: string;
  rules: PasswordRules;
  error?: string | undefined;
}) => (
  <PasswordField
    page={page}
    name={name}
    label={label}
    autocomplete="new-password"
    required
    error={error}
    hint={
      <ul class="checks">
        {rulesInWords(page.words, rules).map((rule) => (
          <li>{rule}</li>
        ))}
      </ul>
    }
  />
);
