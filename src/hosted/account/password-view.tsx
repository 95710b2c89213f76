import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { NewPasswordField } from '../../kit/passwords.tsx';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import type { AccountView } from '../../users/user.ts';
import { OwnPasswordField } from '../door/own-password-field.tsx';
import { type PasswordRules, rulesInWords } from '../door/password-words.ts';
import { FormPage, SubPage } from './form-page.tsx';
import type { Problems } from './problems.tsx';
import { PASSWORD, SECURITY } from './security-paths.ts';

type PasswordViewProps = Problems & {
  page: PageContext;
  user: AccountView;
  rules: PasswordRules;
};

/** The form that changes a password. */
export const PasswordView = ({ rules, ...about }: PasswordViewProps) => {
  const { page, user, errors = [] } = about;
  const { password, security } = page.words;
  const words = security.password;
  return (
    <FormPage
      {...about}
      current="security"
      title={words.title}
      action={PASSWORD}
      go={password.save}
      back={{ href: SECURITY }}
    >
      <p>{words.ask}</p>
      <OwnPasswordField
        page={page}
        name="old_password"
        label={words.old}
        error={errorOf(errors, 'old_password')}
        username={user.email}
      />
      <NewPasswordField
        page={page}
        name="new_password"
        label={password.newPassword}
        rules={rulesInWords(page.words, rules)}
        error={errorOf(errors, 'new_password')}
      />
    </FormPage>
  );
};

/** Offers the mailed link to an account without a password: that proves whose it is. */
export const SetPasswordView = ({ page, user }: { page: PageContext; user: AccountView }) => {
  const { password: words } = page.words.security;
  const hidden = { email: user.email, return_to: SECURITY };
  return (
    <SubPage page={page} user={user} current="security" title={words.setTitle}>
      <p>{words.setAsk}</p>
      <Form page={page} action={FORGOT_PASSWORD} hidden={hidden}>
        <div class="btns">
          <Button look="go">{words.setSend}</Button>
          <a class="btn text" href={SECURITY}>
            {page.words.common.cancel}
          </a>
        </div>
      </Form>
    </SubPage>
  );
};
