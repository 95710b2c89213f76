import type { Child } from 'hono/jsx';
import { BoldAddress } from '../../../kit/address.tsx';
import { Button } from '../../../kit/button.tsx';
import { Door } from '../../../kit/door.tsx';
import { Form } from '../../../kit/form.tsx';
import { CodeField, EmailField } from '../../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../../kit/notice.tsx';
import type { PageContext } from '../../../kit/page-context.ts';
import { spanInWords } from '../../../words/durations.ts';
import { rich } from '../../../words/rich.tsx';
import { withReturn } from '../../web/return-to.ts';
import type { NamedProvider } from './provider-names.ts';
import { JOIN, withProvider } from './social-paths.ts';

type About = { page: PageContext; provider: NamedProvider };

/** Asks for the address of somebody for whose address the provider does not vouch. */
export const AskOwnAddress = ({
  page,
  provider,
  typed,
  wrong = false,
}: About & { typed: string; wrong?: boolean }) => {
  const { address } = page.words.social;
  const errors = wrong ? [{ field: 'email', message: page.words.signUp.problems.email }] : [];
  return (
    <Door page={page} title={address.title} wrong={wrong}>
      <Form page={page} action={withProvider(provider.id, '/address')}>
        <h1>{address.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        <p>{rich(address.why, { provider: () => <bdi>{provider.label}</bdi> })}</p>
        <EmailField
          page={page}
          name="email"
          label={page.words.signUp.email}
          hint={address.hint}
          value={typed}
          error={errorOf(errors, 'email')}
          required
        />
        <Button look="go" wide>
          {address.send}
        </Button>
      </Form>
      <HaveAccount page={page} />
    </Door>
  );
};

/** Who has an account already connects the provider to it, once they have signed in there. */
const HaveAccount = ({ page }: { page: PageContext }) => (
  <p class="soft">
    {rich(page.words.social.address.haveOne, {
      link: (text) => <a href={withReturn('/sign-in', JOIN)}>{text}</a>,
    })}
  </p>
);

/** Takes the code that was mailed there. */
export const EnterAddressCode = ({
  page,
  provider,
  email,
  codeTtl,
  problem,
  errors = [],
}: About & {
  email: string;
  /** Life of a code in milliseconds. */
  codeTtl: number;
  problem?: Child;
  errors?: FieldError[];
}) => {
  const { code } = page.words.signIn;
  const path = withProvider(provider.id, '/address');
  return (
    <Door page={page} title={code.title} wrong={problem !== undefined || errors.length > 0}>
      <Form page={page} action={`${path}/code`}>
        <h1>{code.title}</h1>
        {problem ?? <ErrorSummary page={page} errors={errors} />}
        <p>{rich(page.words.social.address.sent, { email: () => <BoldAddress of={email} /> })}</p>
        <CodeField
          page={page}
          name="otp"
          label={code.label}
          hint={code.hint(spanInWords(page.language, codeTtl))}
          error={errorOf(errors, 'otp')}
          required
        />
        <Button look="go" wide>
          {page.words.common.goOn}
        </Button>
      </Form>
      <Form page={page} action={path} hidden={{ email }}>
        <h2>{code.again}</h2>
        <p class="hint">{code.againHint}</p>
        <Button>{code.sendAgain}</Button>
      </Form>
      <p>
        <a href={`${path}?other=1`}>{code.otherAddress}</a>
      </p>
    </Door>
  );
};
