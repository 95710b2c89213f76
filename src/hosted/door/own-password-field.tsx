import { PasswordField, type PasswordProps } from '../../kit/inputs.tsx';
import { HiddenUsername } from '../../kit/passwords.tsx';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';

type OwnPasswordProps = Omit<PasswordProps, 'hint' | 'required' | 'autocomplete'> & {
  /** The name of the account, for password managers; null where it is not known. */
  username: string | null;
};

/**
 * The password that an account has, with the way to a new one. The sign-in
 * page has that link beside its form.
 */
export const OwnPasswordField = ({ username, ...field }: OwnPasswordProps) => {
  const { returnTo, words } = field.page;
  const reset = withReturn(FORGOT_PASSWORD, returnTo);
  const forgot = rich(words.security.password.forgot, { a: (text) => <a href={reset}>{text}</a> });
  return (
    <>
      {username !== null && <HiddenUsername page={field.page} value={username} />}
      <PasswordField {...field} hint={forgot} required />
    </>
  );
};
