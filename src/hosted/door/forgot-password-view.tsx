import { Address } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { EmailField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';

type ForgotProps = { page: PageContext; typed?: string | undefined; wrong?: boolean };

/** Asks for the address to which a link is sent. */
export const ForgotPasswordView = ({ page, typed, wrong = false }: ForgotProps) => {
  const { forgot } = page.words.password;
  const { email, problems } = page.words.signUp;
  const errors = wrong ? [{ field: 'email', message: problems.email }] : [];
  return (
    <Door page={page} title={forgot.title} wrong={wrong}>
      <Form page={page} action={FORGOT_PASSWORD}>
        <h1>{forgot.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p>{forgot.what}</p>
        <EmailField
          page={page}
          name="email"
          label={email}
          hint={forgot.hint}
          value={typed}
          error={errorOf(errors, 'email')}
          required
        />
        <Button look="go" wide>
          {forgot.send}
        </Button>
        <p>
          <a href={withReturn('/sign-in', page.returnTo)}>{page.words.common.backToSignIn}</a>
        </p>
      </Form>
    </Door>
  );
};

/** Says that a link is on its way, if there is an account. */
export const ResetSentView = ({ page, email }: { page: PageContext; email: string | null }) => {
  const { forgot } = page.words.password;
  const bold = {
    b: (text: string) => (
      <strong>
        <Address of={text} />
      </strong>
    ),
  };
  return (
    <Door page={page} title={forgot.sentTitle}>
      <div class="flow">
        <h1>{forgot.sentTitle}</h1>
        <p>{email === null ? forgot.sent : rich(forgot.sentTo(email), bold)}</p>
        <p>{forgot.sentOnce}</p>
        <p class="soft small">{forgot.spam}</p>
        {email !== null && (
          <Form page={page} action={FORGOT_PASSWORD} hidden={{ email }}>
            <Button wide>{forgot.again}</Button>
          </Form>
        )}
        <p>
          <a href={withReturn(FORGOT_PASSWORD, page.returnTo)}>{forgot.otherAddress}</a>
        </p>
        <p>
          <a href={withReturn('/sign-in', page.returnTo)}>{page.words.common.backToSignIn}</a>
        </p>
      </div>
    </Door>
  );
};
