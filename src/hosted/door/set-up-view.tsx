import type { Child } from 'hono/jsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { CodeField } from '../../kit/inputs.tsx';
import { Step, Steps } from '../../kit/lists.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Rows } from '../../kit/rows.tsx';
import type { BegunTotp } from '../../second-step/totp/begin-totp.ts';
import type { Method } from '../../step-up/proofs.ts';
import { withReturn } from '../web/return-to.ts';
import { TotpSecret } from './totp-secret.tsx';

/** Where a second step is set up during a sign-in. */
export const SET_UP = '/second-step/set-up';

/** What there is to choose from. Passkeys need a script, which shows them. */
export const ChooseFactor = ({
  page,
  enrol,
  notice,
}: {
  page: PageContext;
  enrol: readonly Method[];
  notice?: Child;
}) => {
  const { setUp } = page.words.secondStep;
  const to = (method: Method) => withReturn(`${SET_UP}/${method}`, page.returnTo);
  return (
    <Door page={page} title={setUp.title}>
      <div class="flow">
        <h1>{setUp.title}</h1>
        {notice}
        <p>{setUp.ask(page.brand.appName)}</p>
        <Rows>
          {enrol.includes('totp') && (
            <Row icon="phone">
              <a href={to('totp')}>{setUp.totp}</a>
              <p class="hint">{setUp.totpHint}</p>
            </Row>
          )}
          {enrol.includes('passkey') && (
            <Row icon="key">
              <a href={to('passkey')}>{setUp.passkey}</a>
              <p class="hint">{setUp.passkeyHint}</p>
            </Row>
          )}
          {enrol.includes('password') && (
            <Row icon="person">
              <a href={to('password')}>{setUp.password}</a>
              <p class="hint">{setUp.passwordHint}</p>
            </Row>
          )}
        </Rows>
      </div>
    </Door>
  );
};

/** Leads back to the choice. */
export const AnotherWay = ({ page }: { page: PageContext }) => (
  <p>
    <a href={withReturn(SET_UP, page.returnTo)}>{page.words.secondStep.setUp.another}</a>
  </p>
);

/** Before a secret is made: opening a page changes nothing. */
export const BeginTotp = ({ page, notice }: { page: PageContext; notice?: Child }) => {
  const { setUp } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.totpTitle}>
      <Form page={page} action={`${SET_UP}/totp`}>
        <h1>{setUp.totpTitle}</h1>
        {notice}
        <p>{setUp.totpBegin}</p>
        <Button look="go" wide>
          {setUp.totpBeginGo}
        </Button>
      </Form>
      <AnotherWay page={page} />
    </Door>
  );
};

/** The code to scan, the key to type, and the field for what the app then shows. */
export const ScanTotp = ({
  page,
  totp,
  errors = [],
}: {
  page: PageContext;
  totp: BegunTotp;
  errors?: FieldError[];
}) => {
  const { setUp, totp: words } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.totpTitle} wrong={errors.length > 0}>
      <Form page={page} action={`${SET_UP}/totp/${totp.id}`}>
        <h1>{setUp.totpTitle}</h1>
        <ErrorSummary page={page} errors={errors} />
        <Steps>
          <Step>
            <h2>{setUp.totpScan}</h2>
            <TotpSecret page={page} totp={totp} />
          </Step>
          <Step>
            <h2>{setUp.totpCode}</h2>
            <div class="flow">
              <CodeField
                page={page}
                name="otp"
                label={words.label}
                hint={words.hint}
                error={errorOf(errors, 'otp')}
                required
              />
              <Button look="go" wide>
                {setUp.totpGo}
              </Button>
            </div>
          </Step>
        </Steps>
      </Form>
      <AnotherWay page={page} />
    </Door>
  );
};
