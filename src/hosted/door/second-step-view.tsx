import type { Child } from 'hono/jsx';
import { Address } from '../../kit/address.tsx';
import { Door } from '../../kit/door.tsx';
import { ErrorSummary, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Method } from '../../step-up/proofs.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { OtherWays } from './other-ways.tsx';
import { codeHintOf, ProofForm } from './proof-form.tsx';

/** The path of the second step. */
export const SECOND_STEP = '/second-step';

export type SecondStepProps = {
  page: PageContext;
  /** What is asked for, then the other ways. */
  methods: [Method, ...Method[]];
  passkey?: object | undefined;
  /** What was typed as name; null where no name was. */
  name: string | null;
  /** Life of a mailed code in milliseconds. */
  codeTtl: number;
  /** What went wrong, if it is wrong with no field. */
  problem?: Child;
  errors?: FieldError[];
};

/** The page of a second proof: one at a time, the other ways below it. */
export const SecondStep = (props: SecondStepProps) => {
  const { page, methods, name, codeTtl, problem, errors = [] } = props;
  const [method, ...others] = methods;
  const { title } = page.words.secondStep[method];
  return (
    <Door page={page} title={title} wrong={problem !== undefined || errors.length > 0}>
      <ProofForm
        page={page}
        action={SECOND_STEP}
        method={method}
        passkey={props.passkey}
        username={name}
        codeHint={codeHintOf(page, codeTtl, true)}
        errors={errors}
      >
        <h1>{title}</h1>
        {problem ?? <ErrorSummary page={page} errors={errors} />}
        <p>{askOf(page, method)}</p>
      </ProofForm>
      <section class="flow">
        {method === 'email_otp' && <NewCode page={page} />}
        <OtherWays page={page} path={SECOND_STEP} method={method} others={others} />
        <Whose page={page} name={name} />
      </section>
    </Door>
  );
};

/** What to do to give a proof. */
export function askOf({ words, brand }: PageContext, method: Method): string {
  const { ask } = words.secondStep[method];
  return typeof ask === 'string' ? ask : ask(brand.appName);
}

/** Each sign-in has one code: a new one takes a new sign-in. */
const NewCode = ({ page }: { page: PageContext }) => (
  <p class="small">
    {rich(page.words.secondStep.email_otp.again, {
      again: (text) => <a href={withReturn('/sign-in', page.returnTo)}>{text}</a>,
    })}
  </p>
);

const Whose = ({ page, name }: Pick<SecondStepProps, 'page' | 'name'>) => {
  const { signingInAs, signingIn } = page.words.secondStep;
  const other = (text: string) => <a href={withReturn('/sign-in', page.returnTo)}>{text}</a>;
  return (
    <p class="small soft">
      {name === null
        ? rich(signingIn, { other })
        : rich(signingInAs, { other, who: () => <Address of={name} /> })}
    </p>
  );
};
