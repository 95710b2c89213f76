import { BoldAddress } from '../../kit/address.tsx';
import { EmailField } from '../../kit/inputs.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { OwnPasswordField } from '../door/own-password-field.tsx';
import { FormPage } from './form-page.tsx';
import { NoPasswordView } from './no-password-view.tsx';
import type { Problems } from './problems.tsx';
import { PROFILE } from './profile-view.tsx';

type EmailProps = Problems & { page: PageContext; user: AccountView; typed?: string };

/** The form that asks for another address. Says so where there is no password to confirm it by. */
export const EmailView = ({ typed = '', ...about }: EmailProps) => {
  const { page, user, errors = [] } = about;
  const { email: words } = page.words.account;
  const shared = { ...about, current: 'profile', title: words.title } as const;
  const now = rich(words.now, {
    b: () => <BoldAddress of={user.email} />,
  });
  if (!user.hasPassword) return <NoPasswordView {...shared} words={words} back={PROFILE} />;
  return (
    <FormPage {...shared} action={`${PROFILE}/email`} go={words.send} back={{ href: PROFILE }}>
      <p>{now}</p>
      <p>{words.ask}</p>
      <EmailField
        page={page}
        name="new_email"
        label={words.newEmail}
        value={typed}
        error={errorOf(errors, 'new_email')}
        autocomplete="email"
        required
      />
      <OwnPasswordField
        page={page}
        name="password"
        label={words.password}
        error={errorOf(errors, 'password')}
        username={user.email}
      />
      {user.emailVerifiedAt !== null && <p class="hint">{words.undo}</p>}
    </FormPage>
  );
};
