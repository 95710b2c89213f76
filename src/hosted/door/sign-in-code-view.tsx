import type { Child } from 'hono/jsx';
import { BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { CodeField, EmailField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { spanInWords } from '../../words/durations.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import type { AskedCode } from './code-cookie.ts';

type Asking = {
  page: PageContext;
  /** As it was typed. */
  email?: string;
  remember?: boolean;
  errors?: FieldError[];
};

/** Asks which address to send a code to. */
export const AskForCode = ({ page, email, remember = false, errors = [] }: Asking) => {
  const { code } = page.words.signIn;
  return (
    <Door page={page} title={code.askTitle} wrong={errors.length > 0}>
      <Form
        page={page}
        action="/sign-in/code/send"
        hidden={remember ? { remember_me: 'true' } : {}}
      >
        <h1>{code.askTitle}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p>{code.ask}</p>
        <EmailField
          page={page}
          name="email"
          label={code.email}
          value={email}
          error={errorOf(errors, 'email')}
          required
        />
        <Button look="go" wide>
          {code.send}
        </Button>
      </Form>
      <PasswordInstead page={page} />
    </Door>
  );
};

const PasswordInstead = ({ page }: { page: PageContext }) => (
  <p>
    <a href={withReturn('/sign-in', page.returnTo)}>{page.words.signIn.code.usePassword}</a>
  </p>
);

type Entering = {
  page: PageContext;
  asked: AskedCode;
  /** Life of a code in milliseconds. */
  codeTtl: number;
  /** What went wrong, if it is wrong with no field. */
  problem?: Child;
  errors?: FieldError[];
};

/** Takes the code. Says the same for every address. */
export const EnterCode = ({ page, asked, codeTtl, problem, errors = [] }: Entering) => {
  const { code } = page.words.signIn;
  return (
    <Door page={page} title={code.title} wrong={problem !== undefined || errors.length > 0}>
      <Form page={page} action="/sign-in/code">
        <h1>{code.title}</h1>
        {problem ?? <ErrorSummary page={page} errors={errors} />}
        <p>
          {rich(code.sent, {
            email: () => <BoldAddress of={asked.email} />,
          })}
        </p>
        <CodeField
          page={page}
          name="otp"
          label={code.label}
          hint={code.hint(spanInWords(page.language, codeTtl))}
          error={errorOf(errors, 'otp')}
          required
        />
        <Button look="go" wide>
          {code.go}
        </Button>
      </Form>
      <NewCode page={page} asked={asked} />
      <div class="tight">
        <p>
          <a href={withReturn('/sign-in/code?other=1', page.returnTo)}>{code.otherAddress}</a>
        </p>
        <PasswordInstead page={page} />
      </div>
    </Door>
  );
};

const NewCode = ({ page, asked: { email, remember } }: Pick<Entering, 'page' | 'asked'>) => {
  const { code } = page.words.signIn;
  return (
    <Form
      page={page}
      action="/sign-in/code/send"
      class="flow"
      hidden={{ email, ...(remember ? { remember_me: 'true' } : {}) }}
    >
      <h2>{code.again}</h2>
      <p class="hint">{code.againHint}</p>
      <Button>{code.sendAgain}</Button>
    </Form>
  );
};
