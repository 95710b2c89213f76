import { PasswordField, type PasswordProps } from '../../kit/inputs.tsx';
import { HiddenUsername } from '../../kit/passwords.tsx';
import { FORGOT_PASSWORD } from '../../mail/page-links.ts';
import { rich } from '../../words/rich.tsx';

type OwnPasswordProps = Omit<PasswordProps, 'hint' | 'required' | 'autocomplete'> & {
  /** The name of the account, for password managers; null where it is not known. */
  username: string | null;
};

/**
 * The password that an account has, with a way on for whoever no longer knows it. The page of the
 * sign-in has that way beside its form.
 */
export const OwnPasswordField = ({ username, ...field }: OwnPasswordProps) => {
  const { forgot } = field.page.words.security.password;
  const link = (text: string) => <a href={FORGOT_PASSWORD}>{text}</a>;
  return (
    <>
      {username !== null && <HiddenUsername page={field.page} value={username} />}
      <PasswordField {...field} hint={rich(forgot, { a: link })} required />
    </>
  );
};
