import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { FactorView } from '../../second-step/factor-view.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { FormPage, SubPage } from './form-page.tsx';
import { nameOfPasskey } from './passkeys-panel.tsx';
import type { Problems } from './problems.tsx';
import { PASSKEYS, SECURITY, TOTP_APPS } from './security-paths.ts';
import { nameOfApp } from './totp-panel.tsx';

type About = Problems & {
  page: PageContext;
  user: AccountView;
  kind: 'passkey' | 'totp';
  factor: FactorView;
  /** Whether the account has no other one, so that its recovery codes go too. */
  isLast: boolean;
};

const wordsOf = ({ page, kind }: Pick<About, 'page' | 'kind'>) =>
  kind === 'passkey' ? page.words.security.passkeys : page.words.security.totp;

function nameOf({ page, kind, factor }: About): string {
  return kind === 'passkey' ? nameOfPasskey(page, factor) : nameOfApp(page, factor);
}

/** Asks before a factor is removed, and says what follows. */
export const RemoveFactorView = (about: About) => {
  const { kind, factor, isLast, page } = about;
  const words = wordsOf(about);
  const bold = () => (
    <strong>
      <bdi>{nameOf(about)}</bdi>
    </strong>
  );
  return (
    <FormPage
      {...about}
      current="security"
      title={words.removeTitle}
      action={`${kind === 'passkey' ? PASSKEYS : TOTP_APPS}/${factor.id}/remove`}
      go={words.removeGo}
      look="bad"
      back={{ href: SECURITY, text: words.keep }}
    >
      <p>{rich(words.removeWhat, { b: bold })}</p>
      {isLast && <p>{page.words.security.codesGo}</p>}
    </FormPage>
  );
};

/** Says why a factor cannot be removed, and what to do about it. */
export const NeededView = (about: About) => {
  const { page } = about;
  const { security } = page.words;
  return (
    <SubPage {...about} current="security" title={wordsOf(about).removeTitle}>
      <h2>{security.needed}</h2>
      <p>{security.neededWhy}</p>
      <div class="btns">
        <LinkButton look="go" href={`${PASSKEYS}/add`}>
          {security.passkeys.add}
        </LinkButton>
        <LinkButton href={TOTP_APPS}>{security.totp.setUp}</LinkButton>
        <LinkButton look="text" href={SECURITY}>
          {security.back}
        </LinkButton>
      </div>
    </SubPage>
  );
};
