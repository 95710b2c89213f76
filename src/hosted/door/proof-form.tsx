import type { Child } from 'hono/jsx';
import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { CodeField } from '../../kit/inputs.tsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { PasskeyForm } from '../../kit/passkey-form.tsx';
import type { Method } from '../../step-up/proofs.ts';
import { spanInWords } from '../../words/durations.ts';
import { OwnPasswordField } from './own-password-field.tsx';
import { RecoveryCodeField } from './recovery-code-field.tsx';

export type ProofFormProps = {
  page: PageContext;
  /** Where the proof is posted. */
  action: string;
  method: Method;
  /** The options for a passkey, if that is the method. */
  passkey?: object | undefined;
  /** For password managers, beside the field of a password. */
  username?: string | null;
  /** What a mailed code is said to be good for. */
  codeHint?: string;
  errors?: FieldError[];
  /** Heading, explanation and problem. */
  children: Child;
};

/** Takes one proof: its field in the form of its page. */
export const ProofForm = (props: ProofFormProps) => {
  const { page, action, method, passkey, children } = props;
  const words = page.words.secondStep[method];
  if (method === 'passkey' && passkey !== undefined)
    return (
      <div class="flow">
        {children}
        <PasskeyForm page={page} action={action} hidden={{ by: method }} passkey={{ get: passkey }}>
          <Button look="go" wide>
            {words.go}
          </Button>
        </PasskeyForm>
      </div>
    );
  return (
    <Form page={page} action={action} hidden={{ by: method }}>
      {children}
      <ProofField {...props} />
      <Button look="go" wide>
        {words.go}
      </Button>
    </Form>
  );
};

const ProofField = ({ page, method, username = null, codeHint, errors = [] }: ProofFormProps) => {
  const { totp, recovery_code, email_otp, password } = page.words.secondStep;
  const code = { page, name: 'otp', error: errorOf(errors, 'otp'), required: true };
  if (method === 'totp') return <CodeField {...code} label={totp.label} hint={totp.hint} />;
  if (method === 'email_otp')
    return <CodeField {...code} label={email_otp.label} hint={codeHint} />;
  if (method === 'recovery_code')
    return (
      <RecoveryCodeField
        page={page}
        label={recovery_code.label}
        hint={recovery_code.hint}
        error={errorOf(errors, 'recovery_code')}
      />
    );
  return (
    <OwnPasswordField
      page={page}
      name="password"
      label={password.label}
      error={errorOf(errors, 'password')}
      username={username}
    />
  );
};

/** How long a mailed code is good, in words. */
export const codeHintOf = (page: PageContext, codeTtl: number, isSignIn: boolean): string => {
  const { hint, stepUpHint } = page.words.secondStep.email_otp;
  return (isSignIn ? hint : stepUpHint)(spanInWords(page.language, codeTtl));
};
