import { BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { PasswordField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { HiddenUsername, NewPasswordField } from '../../kit/passwords.tsx';
import { rich } from '../../words/rich.tsx';
import { type PasswordRules, rulesInWords } from './password-words.ts';

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
  const bold = {
    b: (text: string) => <BoldAddress of={text} />,
  };
  return (
    <Door page={page} title={words.title} wrong={errors.length > 0}>
      <Form page={page} action="/reset-password" hidden={{ token }}>
        <h1>{words.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {comesFrom !== null && <Notice title={words.reset.confirmedFirst} />}
        {comesFrom === 'username_taken' && <Notice title={words.reset.usernameGone} />}
        <p>{rich(words.reset.who(email), bold)}</p>
        <HiddenUsername page={page} value={email} />
        <NewPasswordField
          page={page}
          name="password"
          label={words.newPassword}
          rules={rulesInWords(page.words, rules)}
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
