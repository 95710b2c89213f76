import { BoldAddress } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { Icon } from '../../kit/icon.tsx';
import { PasswordField } from '../../kit/inputs.tsx';
import { Step, Steps } from '../../kit/lists.tsx';
import { ErrorSummary } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { rich } from '../../words/rich.tsx';
import { ACCOUNT } from '../web/leave.tsx';

/** The texts of the page of a link. Addresses in them are bold. */
export type LinkWords<Done extends string> = {
  title: string;
  /** What the button does, and what follows from it. */
  what: string[];
  /** For a page that asks for a password too. */
  password?: { label: string; hint: string; wrong: string };
  button: string;
  /** What helps instead of the button. */
  instead?: WayOn;
  /** By what has come of it; `at` is when it takes effect. */
  done: Record<Done, (at: string) => DoneWords>;
  deadWhy: string;
};
export type DoneWords = {
  title: string;
  what: string;
  /** Why it is not all done yet. */
  why?: string;
  /** What is left to do, and what follows, in order. */
  steps?: string[];
};

/** Where a page leads on: the first is the filled button. */
export type WayOn = 'sign_in' | 'account' | 'new_password';

const bold = {
  b: (text: string) => <BoldAddress of={text} />,
};

/** Says what pressing the button does. */
export const LinkAskView = ({
  page,
  path,
  token,
  words,
  isWrong,
}: {
  page: PageContext;
  path: string;
  token: string;
  words: LinkWords<string>;
  /** Whether the password was wrong. */
  isWrong: boolean;
}) => {
  const { password } = words;
  const message = isWrong ? password?.wrong : undefined;
  const errors = message === undefined ? [] : [{ field: 'password', message }];
  return (
    <Door page={page} title={words.title} wrong={isWrong}>
      <Form page={page} action={path} hidden={{ token }}>
        <h1>{words.title}</h1>
        <ErrorSummary page={page} errors={errors} />
        {words.what.map((text) => (
          <p>{rich(text, bold)}</p>
        ))}
        {password !== undefined && (
          <PasswordField
            page={page}
            name="password"
            label={password.label}
            hint={password.hint}
            error={message}
          />
        )}
        <Button look="go" wide>
          {words.button}
        </Button>
        {words.instead !== undefined && <LinkButton {...linkOf(page, words.instead)} wide />}
      </Form>
    </Door>
  );
};

/** Says what has been done, and leads on. */
export const LinkDoneView = ({
  page,
  words,
  waysOn,
}: {
  page: PageContext;
  words: DoneWords;
  waysOn: readonly WayOn[];
}) => (
  <Door page={page} title={words.title}>
    <div class="flow">
      <h1>{words.title}</h1>
      <div class="note good" role="status">
        <Icon name="done" />
        <p>{words.what}</p>
      </div>
      {words.why !== undefined && <p>{words.why}</p>}
      {words.steps !== undefined && <Ordered steps={words.steps} />}
      {waysOn.map((way, index) => (
        <LinkButton {...linkOf(page, way)} {...(index === 0 && { look: 'go' as const })} wide />
      ))}
    </div>
  </Door>
);

const Ordered = ({ steps }: { steps: string[] }) => (
  <Steps>
    {steps.map((step) => (
      <Step>
        <p>{step}</p>
      </Step>
    ))}
  </Steps>
);

function linkOf({ words: { links }, brand }: PageContext, way: WayOn) {
  if (way === 'new_password') return { href: FORGOT_PASSWORD, children: links.newPassword };
  if (way === 'sign_in') return { href: '/sign-in', children: links.signIn };
  return { href: brand.returnUrl ?? ACCOUNT, children: links.toAccount };
}
