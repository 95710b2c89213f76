import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { EmailField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { withReturn } from '../web/return-to.ts';

type AskAddressProps = {
  page: PageContext;
  title: string;
  action: string;
  /** Above the field, and at it. */
  what?: string;
  hint: string;
  /** The words of the button. */
  go: string;
  typed?: string | undefined;
  wrong?: boolean;
};

/** Asks for an address to which something is mailed, if there is an account. */
export const AskAddress = ({ page, wrong = false, ...about }: AskAddressProps) => {
  const { email, problems } = page.words.signUp;
  const errors = wrong ? [{ field: 'email', message: problems.email }] : [];
  return (
    <Door page={page} title={about.title} wrong={wrong}>
      <Form page={page} action={about.action}>
        <h1>{about.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {about.what !== undefined && <p>{about.what}</p>}
        <EmailField
          page={page}
          name="email"
          label={email}
          hint={about.hint}
          value={about.typed}
          error={errorOf(errors, 'email')}
          required
        />
        <Button look="go" wide>
          {about.go}
        </Button>
        <p>
          <a href={withReturn('/sign-in', page.returnTo)}>{page.words.common.backToSignIn}</a>
        </p>
      </Form>
    </Door>
  );
};
