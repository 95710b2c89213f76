import { BoldAddress } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { CodeField, EmailField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';

type CheckInboxProps = {
  page: PageContext;
  /** The address that was mailed; null where it is no longer known. */
  email: string | null;
  sentAgain?: boolean;
  errors?: FieldError[];
};

/** What follows a registration: the mail is on its way, and its code may be typed here. */
export const CheckInboxView = ({
  page,
  email,
  sentAgain = false,
  errors = [],
}: CheckInboxProps) => {
  const words = page.words.signUp.sent;
  const start = withReturn('/sign-up', page.returnTo);
  return (
    <Door page={page} title={words.title} wrong={errors.length > 0}>
      <div class="flow">
        <h1>{words.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {sentAgain && <Notice kind="good" title={words.sentAgain} />}
        <p>
          {email === null
            ? words.toUnknown
            : rich(words.to(email), {
                b: (text) => <BoldAddress of={text} />,
              })}
        </p>
        <Form page={page} action="/sign-up/sent" hidden={email === null ? {} : { email }}>
          {email === null && <AddressField page={page} errors={errors} />}
          <CodeField
            page={page}
            name="otp"
            label={words.code}
            hint={words.codeHint}
            error={errorOf(errors, 'otp')}
            required
          />
          <Button look="go" wide>
            {words.confirm}
          </Button>
        </Form>
        <p class="soft small">{words.spam}</p>
        <SendAgain page={page} email={email} />
        <p>{rich(words.wrongAddress, { a: (text) => <a href={start}>{text}</a> })}</p>
      </div>
    </Door>
  );
};

/** Where the address is no longer known, a page of its own asks for it. */
const SendAgain = ({ page, email }: Pick<CheckInboxProps, 'page' | 'email'>) => {
  const { again } = page.words.signUp.sent;
  if (email === null)
    return (
      <LinkButton href={withReturn('/sign-up/resend', page.returnTo)} wide>
        {again}
      </LinkButton>
    );
  return (
    <Form page={page} action="/sign-up/resend" hidden={{ email }}>
      <Button wide>{again}</Button>
    </Form>
  );
};

const AddressField = ({ page, errors }: { page: PageContext; errors: FieldError[] }) => (
  <EmailField
    page={page}
    name="email"
    label={page.words.signUp.email}
    error={errorOf(errors, 'email')}
    required
  />
);
