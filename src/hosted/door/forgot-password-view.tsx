import { BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { AskAddress } from './ask-address.tsx';

type ForgotProps = { page: PageContext; typed?: string | undefined; wrong?: boolean };

/** Asks for the address to which a link is sent. */
export const ForgotPasswordView = (asked: ForgotProps) => {
  const { title, what, hint, send: go } = asked.page.words.password.forgot;
  return <AskAddress {...asked} {...{ title, what, hint, go }} action={FORGOT_PASSWORD} />;
};

/** Says that a link is on its way, if there is an account. */
export const ResetSentView = ({ page, email }: { page: PageContext; email: string | null }) => {
  const { forgot } = page.words.password;
  const bold = {
    b: (text: string) => <BoldAddress of={text} />,
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
