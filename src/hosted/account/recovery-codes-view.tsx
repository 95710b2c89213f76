import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { AccountView } from '../../users/user.ts';
import { CodesSheet } from '../door/codes-sheet.tsx';
import type { Flash } from '../web/flash.ts';
import { AccountPage } from './account-page.tsx';
import { FormPage, SubPage } from './form-page.tsx';
import type { Problems } from './problems.tsx';
import { noticeWith, SecurityNotice } from './security-notice.tsx';
import { PASSKEYS, RECOVERY_CODES, SECURITY, TOTP_APPS } from './security-paths.ts';

type About = Problems & { page: PageContext; user: AccountView };

/** Codes that were just made: the only time that anyone sees them. */
export const ShownCodesView = ({
  page,
  user,
  codes,
  made,
}: About & { codes: string[]; made: Flash | null }) => {
  const { codes: words } = page.words.security;
  return (
    <AccountPage page={page} user={user} current="security" title={words.saveTitle}>
      <SecurityNotice page={page} flash={noticeWith(made?.data?.after)} />
      <div class="panel flow">
        <CodesSheet page={page} codes={codes} />
        <div class="btns">
          <LinkButton look="go" href={SECURITY}>
            {words.saved}
          </LinkButton>
        </div>
      </div>
    </AccountPage>
  );
};

/** Asks before the codes of before stop working. */
export const MakeCodesView = (about: About) => {
  const { codes: words } = about.page.words.security;
  return (
    <FormPage
      {...about}
      current="security"
      title={words.title}
      action={RECOVERY_CODES}
      go={words.makeGo}
      back={{ href: SECURITY }}
    >
      <p>{words.makeWhat}</p>
    </FormPage>
  );
};

/** Says that codes come with a factor. */
export const NoFactorView = (about: About) => {
  const { security } = about.page.words;
  return (
    <SubPage {...about} current="security" title={security.codes.heading}>
      <h2>{security.codes.missing}</h2>
      <p>{security.codes.missingWhy}</p>
      <div class="btns">
        <LinkButton look="go" href={`${PASSKEYS}/add`}>
          {security.passkeys.add}
        </LinkButton>
        <LinkButton href={TOTP_APPS}>{security.totp.setUp}</LinkButton>
      </div>
    </SubPage>
  );
};
