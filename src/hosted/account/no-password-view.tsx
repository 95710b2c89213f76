import { LinkButton } from '../../kit/button.tsx';
import { SubPage, type SubPageProps } from './form-page.tsx';
import { PASSWORD } from './security-paths.ts';

type NoPasswordProps = Omit<SubPageProps, 'children'> & {
  words: { noPassword: string; noPasswordWhy: string };
  /** Where one goes who sets none. */
  back: string;
};

/** Says that an account needs a password for this, and leads to setting one. */
export const NoPasswordView = ({ words, back, ...about }: NoPasswordProps) => {
  const { common, security } = about.page.words;
  return (
    <SubPage {...about}>
      <h2>{words.noPassword}</h2>
      <p>{words.noPasswordWhy}</p>
      <div class="btns">
        <LinkButton look="go" href={PASSWORD}>
          {security.password.set}
        </LinkButton>
        <LinkButton look="text" href={back}>
          {common.cancel}
        </LinkButton>
      </div>
    </SubPage>
  );
};
