import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { EmailField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { withReturn } from '../web/return-to.ts';

type ResendProps = { page: PageContext; typed?: string | undefined; wrong?: boolean };

/** Asks for the address to which the mail is sent again that confirms it. */
export const ResendView = ({ page, typed, wrong = false }: ResendProps) => {
  const { signUp, links, common } = page.words;
  const { title, deadHint } = signUp.verify;
  const errors = wrong ? [{ field: 'email', message: signUp.problems.email }] : [];
  return (
    <Door page={page} title={title} wrong={wrong}>
      <Form page={page} action="/sign-up/resend">
        <h1>{title}</h1>
        <ErrorSummary page={page} errors={errors} />
        <EmailField
          page={page}
          name="email"
          label={signUp.email}
          hint={deadHint}
          value={typed}
          error={errorOf(errors, 'email')}
          required
        />
        <Button look="go" wide>
          {links.sendNew}
        </Button>
        <p>
          <a href={withReturn('/sign-in', page.returnTo)}>{common.backToSignIn}</a>
        </p>
      </Form>
    </Door>
  );
};
