import { BoldAddress } from '../../kit/address.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { rich } from '../../words/rich.tsx';
import type { Flash } from '../web/flash.ts';

/** What has just been done on the pages of a profile. */
export const ProfileNotice = ({ page, flash }: { page: PageContext; flash: Flash | null }) => {
  const { profile, username, email } = page.words.account;
  if (flash === null) return null;
  if (flash.key === 'email_change_sent') {
    const address = () => <BoldAddress of={String(flash.data?.email ?? '')} />;
    return (
      <section>
        <Notice kind="good" title={email.sent}>
          <p>{rich(email.sentWhat, { b: address })}</p>
        </Notice>
      </section>
    );
  }
  return (
    <section>
      <Notice kind="good" title={flash.key === 'username_saved' ? username.saved : profile.saved} />
    </section>
  );
};
