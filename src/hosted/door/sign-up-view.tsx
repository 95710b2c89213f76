import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { EmailField, TextField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { NewPasswordField } from '../../kit/passwords.tsx';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { Consents } from './consents.tsx';
import { type PasswordRules, rulesInWords } from './password-words.ts';
import { ProviderButtons } from './social/provider-buttons.tsx';
import type { NamedProvider } from './social/provider-names.ts';

export type SignUpViewProps = {
  page: PageContext;
  rules: PasswordRules;
  providers: NamedProvider[];
  /** What was typed before; never a password. */
  typed?: { email?: string; name?: string; terms?: boolean; privacy?: boolean };
  errors?: FieldError[];
};

/** The form that creates an account. */
export const SignUpView = (props: SignUpViewProps) => {
  const { page, rules, providers, typed = {}, errors = [] } = props;
  const words = page.words.signUp;
  const signIn = withReturn('/sign-in', page.returnTo);
  return (
    <Door page={page} title={words.title} wrong={errors.length > 0}>
      <Form page={page} action="/sign-up">
        <h1>{words.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p class="soft">{rich(words.haveOne, { a: (text) => <a href={signIn}>{text}</a> })}</p>
        <EmailField
          page={page}
          name="email"
          label={words.email}
          hint={words.emailHint}
          value={typed.email}
          error={errorOf(errors, 'email')}
          required
        />
        <TextField
          page={page}
          name="display_name"
          label={words.name}
          value={typed.name}
          error={errorOf(errors, 'display_name')}
          autocomplete="name"
        />
        <NewPasswordField
          page={page}
          name="password"
          label={words.password}
          rules={rulesInWords(page.words, rules)}
          error={errorOf(errors, 'password')}
        />
        <Consents page={page} ticked={typed} errors={errors} />
        <Button look="go" wide>
          {words.create}
        </Button>
      </Form>
      {providers.length > 0 && (
        <>
          <p class="or">{page.words.social.orContinueWith}</p>
          <ProviderButtons page={page} providers={providers} />
        </>
      )}
    </Door>
  );
};
