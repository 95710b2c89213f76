import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { AccountView } from '../../users/user.ts';
import { OwnPasswordField } from '../door/own-password-field.tsx';
import { FormPage } from './form-page.tsx';
import { NoPasswordView } from './no-password-view.tsx';
import type { Problems } from './problems.tsx';
import { EMAIL_CODE, SECURITY } from './security-paths.ts';

type EmailCodeProps = Problems & { page: PageContext; user: AccountView; turn: 'on' | 'off' };

/** Turns the mailed second step on or off, by the password that it follows. */
export const EmailCodeView = ({ turn, ...about }: EmailCodeProps) => {
  const { page, user, errors = [] } = about;
  const { emailCode: words } = page.words.security;
  const title = turn === 'on' ? words.onTitle : words.offTitle;
  if (!user.hasPassword)
    return (
      <NoPasswordView {...about} current="security" title={title} words={words} back={SECURITY} />
    );
  return (
    <FormPage
      {...about}
      current="security"
      title={title}
      action={EMAIL_CODE}
      hidden={{ turn }}
      go={turn === 'on' ? words.turnOn : words.turnOff}
      back={{ href: SECURITY }}
    >
      <p>{turn === 'on' ? words.onWhat : words.offWhat}</p>
      <OwnPasswordField
        page={page}
        name="password"
        label={words.password}
        error={errorOf(errors, 'password')}
        username={user.email}
      />
    </FormPage>
  );
};
