import type { Child } from 'hono/jsx';
import { BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Method } from '../../step-up/proofs.ts';
import { rich } from '../../words/rich.tsx';
import { OtherWays } from '../door/other-ways.tsx';
import { codeHintOf, ProofForm } from '../door/proof-form.tsx';
import { askOf } from '../door/second-step-view.tsx';
import { ACCOUNT } from '../web/leave.tsx';

/** The path of the page. */
export const STEP_UP = '/account/step-up';

export type StepUpProps = {
  page: PageContext;
  /** What is asked for, then the other ways. */
  methods: [Method, ...Method[]];
  passkey?: object | undefined;
  email: string;
  /** Life of a mailed code in milliseconds. */
  codeTtl: number;
  /** What went wrong, if it is wrong with no field. */
  problem?: Child;
  errors?: FieldError[];
};

/** Asks a signed-in person for a proof. */
export const StepUpPage = (props: StepUpProps) => {
  const { page, methods, email, codeTtl, problem, errors = [] } = props;
  const [method, ...others] = methods;
  const { stepUp } = page.words.secondStep;
  return (
    <Door page={page} title={stepUp.title} wrong={problem !== undefined || errors.length > 0}>
      <ProofForm
        page={page}
        action={STEP_UP}
        method={method}
        passkey={props.passkey}
        username={email}
        codeHint={codeHintOf(page, codeTtl, false)}
        errors={errors}
      >
        <h1>{stepUp.title}</h1>
        {problem ?? <ErrorSummary page={page} errors={errors} />}
        <p>{stepUp.ask}</p>
        {method !== 'password' && <p>{askOf(page, method)}</p>}
      </ProofForm>
      <section class="flow">
        {method === 'email_otp' && <SendCode page={page} label={stepUp.sendAgain} />}
        <OtherWays page={page} path={STEP_UP} method={method} others={others} />
        <NotNow page={page} />
      </section>
    </Door>
  );
};

/** Before a code is mailed: opening a page mails nothing. */
export const AskForStepUpCode = ({
  page,
  email,
  problem,
}: Pick<StepUpProps, 'page' | 'email' | 'problem'>) => {
  const { stepUp } = page.words.secondStep;
  return (
    <Door page={page} title={stepUp.title} wrong={problem !== undefined}>
      <Form page={page} action={`${STEP_UP}/code`}>
        <h1>{stepUp.title}</h1>
        {problem}
        <p>{stepUp.ask}</p>
        <p>
          {rich(stepUp.askCode, {
            email: () => <BoldAddress of={email} />,
          })}
        </p>
        <Button look="go" wide>
          {stepUp.send}
        </Button>
      </Form>
      <NotNow page={page} />
    </Door>
  );
};

const SendCode = ({ page, label }: { page: PageContext; label: string }) => (
  <Form page={page} action={`${STEP_UP}/code`}>
    <Button>{label}</Button>
  </Form>
);

const NotNow = ({ page }: { page: PageContext }) => (
  <p>
    <a href={page.returnTo ?? ACCOUNT}>{page.words.secondStep.stepUp.back}</a>
  </p>
);
