import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { PasswordField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { rich } from '../../words/rich.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import type { PasswordRules } from './password-words.ts';

type ResetProps = {
  page: PageContext;
  token: string;
  email: string;
  rules: PasswordRules;
  /** What the reader has to know who comes from the proof of the address. */
  comesFrom?: 'password_void' | 'username_taken' | null;
  errors?: FieldError[];
};

/** The form that sets a new password by a mailed link. */
export const ResetPasswordView = ({
  page,
  token,
  email,
  rules,
  comesFrom = null,
  errors = [],
}: ResetProps) => {
  const words = page.words.password;
  const bold = { b: (text: string) => <strong dir="ltr">{text}</strong> };
  return (
    <Door page={page} title={words.title} wrong={errors.length > 0}>
      <Form page={page} action="/reset-password" hidden={{ token }}>
        <h1>{words.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {comesFrom !== null && <Notice title={words.reset.confirmedFirst} />}
        {comesFrom === 'username_taken' && <Notice title={words.reset.usernameGone} />}
        <p>{rich(words.reset.who(email), bold)}</p>
        <UsernameField label={page.words.signUp.email} email={email} />
        <NewPasswordField
          page={page}
          name="password"
          label={words.newPassword}
          rules={rules}
          error={errorOf(errors, 'password')}
        />
        <PasswordField
          page={page}
          name="confirmation"
          label={words.again}
          autocomplete="new-password"
          error={errorOf(errors, 'confirmation')}
          required
        />
        <Button look="go" wide>
          {words.save}
        </Button>
      </Form>
    </Door>
  );
};

/** Tells password managers whose password it is. */
export const UsernameField = ({ label, email }: { label: string; email: string }) => (
  <input
    class="sr"
    type="text"
    name="username"
    value={email}
    autocomplete="username"
    aria-label={label}
    tabindex={-1}
    readonly
  />
);
