import type { Child } from 'hono/jsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { PasswordField } from '../../kit/inputs.tsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { PasskeyForm } from '../../kit/passkey-form.tsx';
import { Tick } from '../../kit/tick.tsx';
import { spanInWords } from '../../words/durations.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { NAME, NameField } from './name-field.tsx';
import { ProviderButtons } from './social/provider-buttons.tsx';
import type { NamedProvider } from './social/provider-names.ts';

export type SignInPageProps = {
  page: PageContext;
  /** How long a remembered session lives, in milliseconds. */
  rememberedFor: number;
  /** The options for a passkey. */
  passkey: object;
  providers: NamedProvider[];
  /** As it was typed. */
  name?: string | undefined;
  remember?: boolean;
  /** What went wrong, above the form; what is wrong with single fields. */
  problem?: Child;
  errors?: FieldError[];
  /** What is to be said once. */
  notice?: Child;
};

/** Where one signs in: by password, passkey, mailed code or provider. */
export const SignInPage = (props: SignInPageProps) => {
  const { page, problem, notice, errors = [] } = props;
  const { signIn } = page.words;
  return (
    <Door page={page} title={signIn.title} wrong={problem !== undefined || errors.length > 0}>
      <div class="flow">
        <h1>{signIn.heading(page.brand.appName)}</h1>
        {problem ?? notice}
        <PasswordForm {...props} />
        <p class="or">{page.words.common.or}</p>
        <div class="tight">
          <UsePasskey {...props} />
          <Button wide icon="mail" form={FORM_ID} formaction="/sign-in/code/send" formnovalidate>
            {signIn.emailCode}
          </Button>
        </div>
        <ProviderButtons page={page} providers={props.providers} />
        <p class="soft">
          {rich(signIn.newHere(page.brand.appName), {
            link: (text) => <a href={withReturn('/sign-up', page.returnTo)}>{text}</a>,
          })}
        </p>
      </div>
    </Door>
  );
};

const FORM_ID = 'sign-in';

const PasswordForm = (props: SignInPageProps) => {
  const { page, rememberedFor, name, remember = false, errors = [] } = props;
  const { signIn } = page.words;
  return (
    <Form page={page} action="/sign-in" id={FORM_ID}>
      <NameField page={page} value={name} error={errorOf(errors, NAME)} />
      <PasswordField
        page={page}
        name="password"
        label={signIn.password}
        error={errorOf(errors, 'password')}
        required
      />
      <div class="split small">
        <Tick page={page} name="remember_me" value="true" checked={remember}>
          {signIn.staySignedIn(spanInWords(page.language, rememberedFor))}
        </Tick>
        <a href={withReturn('/forgot-password', page.returnTo)}>{signIn.forgot}</a>
      </div>
      <Button look="go" wide>
        {signIn.go}
      </Button>
    </Form>
  );
};

/** Shown by the script: there are no passkeys without one. */
const UsePasskey = ({ page, passkey }: SignInPageProps) => (
  <PasskeyForm
    page={page}
    action="/sign-in/passkey"
    class="tight"
    // The script fills it in from the box of that name.
    hidden={{ remember_me: '' }}
    passkey={{ get: passkey }}
    quiet
  >
    <Button wide icon="key">
      {page.words.signIn.usePasskey}
    </Button>
  </PasskeyForm>
);
