import { BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { PasswordField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { HiddenUsername } from '../../kit/passwords.tsx';
import type { VerificationPreview } from '../../sign-up/verify-email.ts';
import { rich } from '../../words/rich.tsx';
import { RegistrationFactsView } from './registration-facts.tsx';

type VerifyProps = {
  page: PageContext;
  token: string;
  preview: VerificationPreview;
  errors?: FieldError[];
};

const BOLD = { b: (text: string) => <strong>{text}</strong> };
const ADDRESS = {
  b: (text: string) => <BoldAddress of={text} />,
};

/**
 * Asks for the last press before an address is confirmed: only that in the browser that registered;
 * whether it was the reader, elsewhere; and for the password where nothing else shows whose it is.
 */
export const VerifyEmailView = ({ page, token, preview, errors = [] }: VerifyProps) => {
  const asks = preview.wantsPassword || (!preview.isMarked && preview.hasPassword);
  const words = page.words.signUp.verify;
  const title = asks ? words.wasItYou : words.title;
  return (
    <Door page={page} title={title} wrong={errors.length > 0}>
      <Form page={page} action="/verify-email" hidden={{ token }}>
        <h1>{title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {asks ? (
          <WasItYou page={page} preview={preview} errors={errors} />
        ) : (
          <JustConfirm page={page} email={preview.email} />
        )}
        <p class="soft small">{words.ignore}</p>
      </Form>
    </Door>
  );
};

const JustConfirm = ({ page, email }: { page: PageContext; email: string }) => {
  const words = page.words.signUp.verify;
  return (
    <>
      <p>{rich(words.what(email), ADDRESS)}</p>
      <Button look="go" wide name="was_me" value="yes">
        {words.confirm}
      </Button>
    </>
  );
};

const WasItYou = ({ page, preview, errors }: Required<Omit<VerifyProps, 'token'>>) => {
  const words = page.words.signUp.verify;
  const { email, registrations, wantsPassword } = preview;
  const what = registrations.length === 1 ? words.someone : words.several;
  return (
    <>
      <p>{rich(what(email, page.brand.appName), ADDRESS)}</p>
      <RegistrationFactsView page={page} registrations={registrations} />
      <ul class="hint tight">
        <li>{rich(words.ifYou, BOLD)}</li>
        <li>{rich(words.ifNot, BOLD)}</li>
      </ul>
      {wantsPassword && (
        <>
          <HiddenUsername page={page} value={email} />
          <PasswordField
            page={page}
            name="password"
            label={words.password}
            hint={words.passwordHint}
            error={errorOf(errors, 'password')}
          />
        </>
      )}
      <Button look="go" wide name="was_me" value="yes">
        {wantsPassword ? words.keep : words.yes}
      </Button>
      <Button wide name="was_me" value="no">
        {wantsPassword ? words.chooseNew : words.no}
      </Button>
    </>
  );
};
