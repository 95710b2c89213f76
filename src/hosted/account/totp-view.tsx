import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { CodeField } from '../../kit/inputs.tsx';
import { Step, Steps } from '../../kit/lists.tsx';
import { errorOf, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { BegunTotp } from '../../second-step/totp/begin-totp.ts';
import type { AccountView } from '../../users/user.ts';
import { TotpSecret } from '../door/totp-secret.tsx';
import { FormPage, SubPage } from './form-page.tsx';
import { LabelField } from './label-field.tsx';
import type { Problems } from './problems.tsx';
import { SECURITY, TOTP_APPS } from './security-paths.ts';

type About = Problems & { page: PageContext; user: AccountView };

/** Before a secret is made: opening a page changes nothing. */
export const BeginTotpView = ({
  typed,
  isExpired = false,
  ...about
}: About & { typed: string; isExpired?: boolean }) => {
  const { page, errors = [] } = about;
  const { totp: words } = page.words.security;
  return (
    <FormPage
      {...about}
      current="security"
      title={words.title}
      action={TOTP_APPS}
      go={words.beginGo}
      back={{ href: SECURITY }}
    >
      {isExpired && (
        <Notice kind="warn" title={words.expired}>
          <p>{words.expiredWhat}</p>
        </Notice>
      )}
      <p>{words.what}</p>
      <p>{words.begin}</p>
      <LabelField {...{ page, typed, errors }} label={words.name} hint={words.nameHint} />
    </FormPage>
  );
};

/** What is to be scanned or typed into the app, and the field for the code that it then shows. */
export const ScanTotpView = ({ totp, ...about }: About & { totp: BegunTotp }) => {
  const { page, errors = [] } = about;
  const { totp: words } = page.words.security;
  return (
    <SubPage {...about} current="security" title={words.title}>
      <p class="soft">{words.what}</p>
      <Form page={page} action={`${TOTP_APPS}/${totp.id}`}>
        <Steps sideBySide>
          <Step>
            <h2 class="h3">{words.scan}</h2>
            <TotpSecret page={page} totp={totp} />
          </Step>
          <Step>
            <CodeField
              page={page}
              name="otp"
              label={words.code}
              hint={words.codeHint}
              error={errorOf(errors, 'otp')}
              required
            />
            <div class="btns">
              <Button look="go">{words.go}</Button>
              <a class="btn text" href={SECURITY}>
                {page.words.common.cancel}
              </a>
            </div>
          </Step>
        </Steps>
      </Form>
    </SubPage>
  );
};
